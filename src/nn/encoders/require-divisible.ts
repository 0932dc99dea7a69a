import { fail } from "../../core/errors.ts";
import type { Value } from "../../graph/value.ts";

/**
 * Checks that an image can be cut into cells of `cell.rows`×`cell.columns` pixels.
 *
 * Shapes: x [B, H, W, C].
 * @throws AppError SHAPE_MISMATCH with the nearest size that would do
 */
export function requireDivisible(
  encoder: string,
  x: Value,
  cell: { readonly rows: number; readonly columns: number },
): void {
  const [, height = 0, width = 0] = x.shape;
  if (height % cell.rows === 0 && width % cell.columns === 0) return;
  const near = (size: number, side: number): number => side * Math.max(1, Math.round(size / side));
  const fitting = `${near(height, cell.rows)}×${near(width, cell.columns)}`;
  const expected = `an image divisible by ${cell.rows}×${cell.columns}, such as ${fitting}`;
  fail("SHAPE_MISMATCH", `encoder '${encoder}'`, expected, `${height}×${width}`);
}
