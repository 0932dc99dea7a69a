import { split } from "../ops/split.ts";
import type { Value } from "../value.ts";

/**
 * The two equal parts of x along its first axis: what was joined to go through one layer in one go.
 *
 * Shapes: x [2·B, ...]; returns two of [B, ...].
 * @throws AppError SHAPE_MISMATCH when the first axis is odd
 */
export function halves(x: Value): [Value, Value] {
  const half = x.shape[0]! / 2;
  return split(x, [half, half], 0) as [Value, Value];
}
