import { add } from "../../graph/ops/add.ts";
import { concat } from "../../graph/ops/concat.ts";
import { mul } from "../../graph/ops/mul.ts";
import { pad } from "../../graph/ops/pad.ts";
import { reduceSum } from "../../graph/ops/reduce-sum.ts";
import { reshape } from "../../graph/ops/reshape.ts";
import { slice } from "../../graph/ops/slice.ts";
import { sub } from "../../graph/ops/sub.ts";
import { transpose } from "../../graph/ops/transpose.ts";
import type { Value } from "../../graph/value.ts";

/** Where a filter looks, in pixels from the one it makes. */
interface Tap {
  readonly rows: number;
  readonly columns: number;
}

/**
 * Taps of the filter: wide along the columns, because a robot that turns or passes a wall moves the
 * picture sideways, by several pixels even at a reduced resolution.
 */
const taps: readonly Tap[] = [-1, 0, 1].flatMap((rows) =>
  [-4, -2, -1, 0, 1, 2, 4].flatMap((columns) =>
    rows === 0 && columns === 0 ? [] : [{ rows, columns }],
  ),
);

/** Weights that {@link dynamicFilter} takes for each pixel. */
export const dynamicFilterTaps = taps.length;

/**
 * Filters every pixel with weights of its own: I′ = I + Σₖ wₖ·(I(x + k) − I(x)). Weights of 0 leave
 * the image as it is; others move it by up to 4 pixels, or blur it where the motion is not known.
 *
 * Written with shifts, one product and one sum over all taps at once, so that it runs fast on every
 * provider. Borders repeat.
 *
 * Shapes: image [B, H, W, K], weights [B, H, W, dynamicFilterTaps] → [B, H, W, K].
 * @see De Brabandere et al. 2016, Dynamic Filter Networks, arXiv:1605.09673, §3.2
 */
export function dynamicFilter(image: Value, weights: Value): Value {
  const [batch, height, width, channels] = image.shape as [number, number, number, number];
  const margin = {
    rows: Math.max(...taps.map((t) => t.rows)),
    columns: Math.max(...taps.map((t) => t.columns)),
  };
  // Pixels last: channels are too few to be the innermost axis of a fast kernel.
  const planes = transpose(image, [0, 3, 1, 2]);
  const around = [0, 0, margin.rows, margin.columns];
  const padded = pad(planes, { before: around, after: around, mode: "edge" });
  const neighbours = taps.map(({ rows, columns }) => {
    const top = margin.rows + rows;
    const left = margin.columns + columns;
    const neighbour = slice(padded, {
      axes: [2, 3],
      starts: [top, left],
      ends: [top + height, left + width],
    });
    return reshape(neighbour, [batch, 1, channels, height * width]);
  });
  const here = reshape(planes, [batch, 1, channels, height * width]);
  const change = sub(concat(neighbours, 1), here);
  const perTap = reshape(transpose(weights, [0, 3, 1, 2]), [batch, taps.length, 1, height * width]);
  const total = reduceSum(mul(change, perTap), [1]);
  const moved = reshape(total, [batch, channels, height, width]);
  return add(image, transpose(moved, [0, 2, 3, 1]));
}
