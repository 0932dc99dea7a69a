import { text } from "../attributes.ts";
import { constant } from "../leaves.ts";
import { apply } from "../op.ts";
import type { Value } from "../value.ts";
import { resizeOp } from "./resize.ts";

/**
 * Each element repeated `scales[i]` times along axis i.
 *
 * Shapes: x any; each axis grows by its whole scale.
 * @throws AppError SHAPE_MISMATCH when the scales are not whole or not one an axis
 * @see ONNX operator Resize, mode nearest, since version 19
 */
export function resizeNearest(x: Value, scales: readonly number[]): Value {
  return apply(resizeOp, [x, undefined, constant([scales.length], scales)], {
    coordinate_transformation_mode: text("asymmetric"),
    mode: text("nearest"),
    nearest_mode: text("floor"),
  });
}
