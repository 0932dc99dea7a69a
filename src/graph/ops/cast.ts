import { attribute, int } from "../attributes.ts";
import { fromOnnxDType, toOnnxDType } from "../onnx-dtype.ts";
import { apply, defineOp } from "../op.ts";
import type { DType, Value } from "../value.ts";

export const castOp = defineOp({
  name: "Cast",
  since: 19,
  inputs: ["x"],
  infer: ({ x }, attributes) => [
    { dtype: fromOnnxDType(attribute(attributes, "to", "int")), shape: x.shape },
  ],
});

/**
 * x in another dtype: true is 1, anything but 0 is true, and a float loses its fraction as an integer.
 *
 * Shapes: x any; the result the same. The gradient passes between floats only.
 * @see ONNX operator Cast, since version 19
 */
export function cast(x: Value, dtype: DType): Value {
  return apply(castOp, [x], { to: int(toOnnxDType(dtype)) });
}
