import { text } from "../attributes.ts";
import { integers } from "../integers.ts";
import { apply } from "../op.ts";
import type { Shape, Value } from "../value.ts";
import { resizeOp } from "./resize.ts";

/**
 * Where element i of n stands in the m elements of x: `half-pixel` (i + ½)·m/n − ½, as pixels are areas;
 * `asymmetric` i·m/n; `align-corners` i·(m−1)/(n−1), so that the ends meet.
 */
export type ResizeCoordinates = "half-pixel" | "asymmetric" | "align-corners";

const onnxNames: Readonly<Record<ResizeCoordinates, string>> = {
  "half-pixel": "half_pixel",
  asymmetric: "asymmetric",
  "align-corners": "align_corners",
};

/**
 * x at other spatial sizes, each element interpolated linearly between the two nearest along each axis;
 * beyond the first and the last element x goes on as they are. Shrinking does not smooth first.
 *
 * Shapes: x [N, C, L] or [N, C, H, W]; `sizes` one number a spatial axis; returns [N, C, ...sizes].
 * @throws AppError SHAPE_MISMATCH, DTYPE_MISMATCH
 * @see ONNX operator Resize, mode linear, since version 19
 */
export function resizeLinear(
  x: Value,
  sizes: Shape,
  options: { readonly coordinates?: ResizeCoordinates | undefined } = {},
): Value {
  const { coordinates = "half-pixel" } = options;
  const shape = integers([...x.shape.slice(0, 2), ...sizes]);
  return apply(resizeOp, [x, undefined, undefined, shape], {
    coordinate_transformation_mode: text(onnxNames[coordinates]),
    mode: text("linear"),
  });
}
