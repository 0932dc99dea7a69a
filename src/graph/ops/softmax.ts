import { attribute, int } from "../attributes.ts";
import { normalizeAxis } from "../axis.ts";
import { floatTypes, requireDType } from "../dtypes.ts";
import { apply, defineOp } from "../op.ts";
import type { Value } from "../value.ts";

export const softmaxOp = defineOp({
  name: "Softmax",
  since: 13,
  inputs: ["x"],
  infer({ x }, attributes) {
    requireDType("Softmax", x, floatTypes);
    normalizeAxis("Softmax", attribute(attributes, "axis", "int"), x.shape);
    return [{ dtype: x.dtype, shape: x.shape }];
  },
});

/**
 * e^x / Σ e^x along `axis`, computed without overflow.
 *
 * Shapes: x any; the result the same. A negative axis counts from the end.
 * @throws AppError SHAPE_MISMATCH when x has no such axis, DTYPE_MISMATCH
 * @see ONNX operator Softmax, since version 13
 */
export function softmax(x: Value, axis: number): Value {
  return apply(softmaxOp, [x], { axis: int(normalizeAxis("Softmax", axis, x.shape)) });
}
