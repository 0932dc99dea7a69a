import { attribute, int } from "../attributes.ts";
import { normalizeAxis } from "../axis.ts";
import { requireDType } from "../dtypes.ts";
import { apply, defineOp } from "../op.ts";
import { requireScales } from "../scales.ts";
import type { Value } from "../value.ts";

export const dequantizeLinearOp = defineOp({
  name: "DequantizeLinear",
  since: 19,
  inputs: ["x", "scale", "zeroPoint"],
  infer({ x, scale, zeroPoint }, attributes) {
    requireDType("DequantizeLinear", x, ["uint8"]);
    const axis = attribute(attributes, "axis", "int");
    requireScales("DequantizeLinear", { x, scale, zeroPoint, axis });
    return [{ dtype: "float32", shape: x.shape }];
  },
});

/**
 * (x − zeroPoint) · scale.
 *
 * Shapes: x any, uint8; scale (float32) and zeroPoint (uint8) a number for each index of `axis`.
 * @throws AppError SHAPE_MISMATCH, DTYPE_MISMATCH
 * @see ONNX operator DequantizeLinear, since version 19
 */
export function dequantizeLinear(
  x: Value,
  options: { readonly scale: Value; readonly zeroPoint: Value; readonly axis: number },
): Value {
  const { scale, zeroPoint, axis } = options;
  return apply(dequantizeLinearOp, [x, scale, zeroPoint], {
    axis: int(normalizeAxis("DequantizeLinear", axis, x.shape)),
  });
}
