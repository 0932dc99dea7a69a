import { attribute, int } from "../attributes.ts";
import { normalizeAxis } from "../axis.ts";
import { requireDType } from "../dtypes.ts";
import { apply, defineOp } from "../op.ts";
import { requireScales } from "../scales.ts";
import type { Value } from "../value.ts";

export const quantizeLinearOp = defineOp({
  name: "QuantizeLinear",
  since: 19,
  inputs: ["x", "scale", "zeroPoint"],
  infer({ x, scale, zeroPoint }, attributes) {
    requireDType("QuantizeLinear", x, ["float32"]);
    const axis = attribute(attributes, "axis", "int");
    requireScales("QuantizeLinear", { x, scale, zeroPoint, axis });
    return [{ dtype: "uint8", shape: x.shape }];
  },
});

/**
 * x / scale + zeroPoint as whole numbers, halves to the even one, held between 0 and 255.
 *
 * Shapes: x any, float32; scale and zeroPoint (uint8) a number for each index of `axis`.
 * @throws AppError SHAPE_MISMATCH, DTYPE_MISMATCH
 * @see ONNX operator QuantizeLinear, since version 19
 */
export function quantizeLinear(
  x: Value,
  options: { readonly scale: Value; readonly zeroPoint: Value; readonly axis: number },
): Value {
  const { scale, zeroPoint, axis } = options;
  return apply(quantizeLinearOp, [x, scale, zeroPoint], {
    axis: int(normalizeAxis("QuantizeLinear", axis, x.shape)),
    saturate: int(1),
  });
}
