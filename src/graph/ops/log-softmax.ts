import { attribute, int } from "../attributes.ts";
import { normalizeAxis } from "../axis.ts";
import { floatTypes, requireDType } from "../dtypes.ts";
import { apply, defineOp } from "../op.ts";
import type { Value } from "../value.ts";

export const logSoftmaxOp = defineOp({
  name: "LogSoftmax",
  since: 13,
  inputs: ["x"],
  infer({ x }, attributes) {
    requireDType("LogSoftmax", x, floatTypes);
    normalizeAxis("LogSoftmax", attribute(attributes, "axis", "int"), x.shape);
    return [{ dtype: x.dtype, shape: x.shape }];
  },
});

/**
 * x − ln Σ e^x along `axis`, computed without overflow.
 *
 * Shapes: x any; the result the same. A negative axis counts from the end.
 * @throws AppError SHAPE_MISMATCH when x has no such axis, DTYPE_MISMATCH
 * @see ONNX operator LogSoftmax, since version 13
 */
export function logSoftmax(x: Value, axis: number): Value {
  return apply(logSoftmaxOp, [x], { axis: int(normalizeAxis("LogSoftmax", axis, x.shape)) });
}
