import { fail } from "../../core/errors.ts";
import { reshape } from "../../graph/ops/reshape.ts";
import { transpose } from "../../graph/ops/transpose.ts";
import type { Value } from "../../graph/value.ts";

/**
 * Spreads each cell's channels over a `rows`×`columns` block of cells: depth to space, channels
 * last. The inverse of {@link mergeCells}.
 *
 * Shapes: x [B, H, W, rows·columns·C] → [B, H·rows, W·columns, C].
 * @throws AppError SHAPE_MISMATCH when the block does not divide the channels
 */
export function spreadCells(
  x: Value,
  block: { readonly rows: number; readonly columns: number },
): Value {
  const [batch, height, width, depth] = x.shape as [number, number, number, number];
  const { rows, columns } = block;
  const channels = depth / (rows * columns);
  if (!Number.isInteger(channels)) {
    fail("SHAPE_MISMATCH", "spreadCells", `channels divisible by ${rows}×${columns}`, `${depth}`);
  }
  const split = reshape(x, [batch, height, width, rows, columns, channels]);
  const spread = transpose(split, [0, 1, 3, 2, 4, 5]);
  return reshape(spread, [batch, height * rows, width * columns, channels]);
}
