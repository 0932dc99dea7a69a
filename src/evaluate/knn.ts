import type { Matrix } from "../core/matrix.ts";
import { comparable, similarity } from "./nearest.ts";
import { r2Score } from "./r2-score.ts";

/**
 * r² on the test rows of the mean label of the `k` fit rows that are most alike (cosine of
 * standardised features): what is near in the features, without a fit.
 *
 * Shapes: features [n, d], finite; labels [n], finite on the rows. Absent when there are fewer than k fit rows, or
 * the test labels are all the same.
 */
export function knnR2(options: {
  readonly features: Matrix;
  readonly labels: Float64Array;
  readonly fit: readonly number[];
  readonly test: readonly number[];
  /** Default 10. */
  readonly k?: number;
}): number | undefined {
  const { features, labels, fit, test, k = 10 } = options;
  if (fit.length < k) return undefined;
  const rows = comparable(features);
  const predicted = Float64Array.from(test, (query) => {
    const nearest = fit
      .map((row) => ({ row, alike: similarity(rows, query, row) }))
      .sort((a, b) => b.alike - a.alike)
      .slice(0, k);
    return nearest.reduce((sum, { row }) => sum + labels[row]!, 0) / k;
  });
  return r2Score(
    Float64Array.from(test, (row) => labels[row]!),
    predicted,
  );
}
