import { fail } from "../../core/errors.ts";
import { reduceMax } from "../ops/reduce-max.ts";
import { showShape } from "../shape.ts";
import type { Value } from "../value.ts";

/**
 * Largest element over all spatial axes; equal largest ones share the gradient.
 *
 * Shapes: x [N, C, H, W] (or [N, C, L]); returns [N, C, 1, 1].
 * @throws AppError SHAPE_MISMATCH when x has no spatial axis
 */
export function globalMaxPool(x: Value): Value {
  if (x.shape.length < 3)
    fail("SHAPE_MISMATCH", "globalMaxPool", "x [N, C, …]", showShape(x.shape));
  return reduceMax(
    x,
    x.shape.slice(2).map((_, i) => i + 2),
    true,
  );
}
