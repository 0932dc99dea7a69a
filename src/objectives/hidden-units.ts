import { fail } from "../core/errors.ts";
import { constant } from "../graph/leaves.ts";
import { cast } from "../graph/ops/cast.ts";
import { greater } from "../graph/ops/greater.ts";
import { mul } from "../graph/ops/mul.ts";
import { reshape } from "../graph/ops/reshape.ts";
import { slice } from "../graph/ops/slice.ts";
import { sub } from "../graph/ops/sub.ts";
import { topK } from "../graph/ops/top-k.ts";
import type { Value } from "../graph/value.ts";

/** How a frame is cut into units that are shown or hidden whole. */
export interface UnitGrid {
  /** Units down and across. */
  readonly rows: number;
  readonly columns: number;
  /** Pixels of one unit. */
  readonly height: number;
  readonly width: number;
}

/**
 * The units of a frame: square patches; sectors, which are as high as the frame; rings, as wide as it.
 *
 * @param size pixels along the side that is cut
 * @throws AppError SHAPE_MISMATCH when `size` does not divide the frame, or leaves one unit only
 */
export function unitGrid(
  shape: "patch" | "ring" | "sector",
  frame: { readonly height: number; readonly width: number },
  size: number,
): UnitGrid {
  const height = shape === "sector" ? frame.height : size;
  const width = shape === "ring" ? frame.width : size;
  const [rows, columns] = [frame.height / height, frame.width / width];
  if (!Number.isInteger(rows) || !Number.isInteger(columns) || rows * columns < 2) {
    const expected = `a frame of at least two whole ${shape}s of ${size} pixels`;
    fail("SHAPE_MISMATCH", "mae", expected, `${frame.height}×${frame.width}`);
  }
  return { rows, columns, height, width };
}

/**
 * 1 for each unit that is hidden, else 0: those whose noise is smallest.
 *
 * Shapes: noise [B, units] → [B, units].
 * @see He et al. 2022, arXiv:2111.06377, §3: random sampling without replacement
 */
export function hiddenUnits(noise: Value, ratio: number): Value {
  const [batch, units] = noise.shape as [number, number];
  const count = Math.min(units - 1, Math.max(1, Math.round(ratio * units)));
  const { values } = topK(noise, { k: count, isLargest: false });
  const largest = slice(values, { axes: [1], starts: [count - 1], ends: [count] });
  return sub(constant([batch, units], 1), cast(greater(noise, largest), "float32"));
}

/** Each unit's number for all of its cells. Shapes: units [B, rows·columns], x [B, H, W, K] → as x. */
export function mulUnits(x: Value, units: Value, grid: Pick<UnitGrid, "rows" | "columns">): Value {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const { rows, columns } = grid;
  const blocks = reshape(x, [batch, rows, height / rows, columns, width / columns, channels]);
  const each = reshape(units, [batch, rows, 1, columns, 1, 1]);
  return reshape(mul(blocks, each), x.shape);
}
