import type { Matrix } from "../core/matrix.ts";
import { rowOf, zeros } from "../core/matrix.ts";

/**
 * What a probe for motion sees: a frame's features and how they changed since the frame before,
 * [n, 2d]. The frame before itself is a linear combination of the two. The first row, and one after a
 * pause of more than `maxGapS`, has a change of 0.
 *
 * Shapes: features [n, d]; stampsNs [n], ascending.
 */
export function motionFeatures(
  features: Matrix,
  options: { readonly stampsNs: BigInt64Array; readonly maxGapS: number },
): Matrix {
  const { stampsNs, maxGapS } = options;
  const { rows, columns } = features;
  const result = zeros(rows, 2 * columns);
  for (let r = 0; r < rows; r++) {
    const now = rowOf(features, r);
    const out = rowOf(result, r);
    out.set(now);
    if (r === 0 || Number(stampsNs[r]! - stampsNs[r - 1]!) > maxGapS * 1e9) continue;
    const before = rowOf(features, r - 1);
    for (let c = 0; c < columns; c++) out[columns + c] = now[c]! - before[c]!;
  }
  return result;
}
