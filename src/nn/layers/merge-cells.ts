import { fail } from "../../core/errors.ts";
import { reshape } from "../../graph/ops/reshape.ts";
import { transpose } from "../../graph/ops/transpose.ts";
import type { Value } from "../../graph/value.ts";

/**
 * Gathers each `rows`×`columns` block of cells into one cell, channels side by side: space to depth,
 * channels last. With a matrix product after it, a convolution whose stride is its kernel size.
 *
 * Shapes: x [B, H, W, C] → [B, H/rows, W/columns, rows·columns·C].
 * @throws AppError SHAPE_MISMATCH when the block does not divide the map
 */
export function mergeCells(
  x: Value,
  block: { readonly rows: number; readonly columns: number },
): Value {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const { rows, columns } = block;
  if (height % rows !== 0 || width % columns !== 0) {
    fail(
      "SHAPE_MISMATCH",
      "mergeCells",
      `a map divisible by ${rows}×${columns}`,
      `${height}×${width}`,
    );
  }
  const split = reshape(x, [batch, height / rows, rows, width / columns, columns, channels]);
  const gathered = transpose(split, [0, 1, 3, 2, 4, 5]);
  return reshape(gathered, [batch, height / rows, width / columns, rows * columns * channels]);
}
