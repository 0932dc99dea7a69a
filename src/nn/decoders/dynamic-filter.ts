import { add } from "../../graph/ops/add.ts";
import { mul } from "../../graph/ops/mul.ts";
import { pad } from "../../graph/ops/pad.ts";
import { slice } from "../../graph/ops/slice.ts";
import { split } from "../../graph/ops/split.ts";
import { sub } from "../../graph/ops/sub.ts";
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
 * Written with shifts and products only, so that it runs fast on every provider. Borders repeat.
 *
 * Shapes: image [B, H, W, K], weights [B, H, W, dynamicFilterTaps] → [B, H, W, K].
 * @see De Brabandere et al. 2016, Dynamic Filter Networks, arXiv:1605.09673, §3.2
 */
export function dynamicFilter(image: Value, weights: Value): Value {
  const [, height, width] = image.shape as [number, number, number, number];
  const margin = {
    rows: Math.max(...taps.map((t) => t.rows)),
    columns: Math.max(...taps.map((t) => t.columns)),
  };
  const around = [0, margin.rows, margin.columns, 0];
  const padded = pad(image, { before: around, after: around, mode: "edge" });
  // Split, not sliced: its gradient is one joining instead of one padded copy a tap.
  const perTap = split(
    weights,
    taps.map(() => 1),
    3,
  );
  const change = taps.map(({ rows, columns }, k) => {
    const top = margin.rows + rows;
    const left = margin.columns + columns;
    const neighbour = slice(padded, {
      axes: [1, 2],
      starts: [top, left],
      ends: [top + height, left + width],
    });
    return mul(sub(neighbour, image), perTap[k]!);
  });
  return add(image, change.reduce(add));
}
