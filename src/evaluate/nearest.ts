import type { Matrix } from "../core/matrix.ts";
import { rowOf } from "../core/matrix.ts";
import { fitStandardiser } from "./standardise.ts";

/**
 * Features ready for cosine comparison: columns standardised over all rows, so that none rules by
 * its scale, then rows of length 1. A row without any variation stays zero and resembles nothing.
 */
export function comparable(features: Matrix): Matrix {
  const all = [...Array(features.rows).keys()];
  const result = fitStandardiser(features, all).apply(features, all);
  for (const row of all) {
    const values = rowOf(result, row);
    const norm = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
    if (norm > 0) values.forEach((value, c) => (values[c] = value / norm));
  }
  return result;
}

/** The dot product of two rows of `comparable` features: their cosine. */
export function similarity(features: Matrix, one: number, other: number): number {
  const d = features.columns;
  let sum = 0;
  for (let c = 0; c < d; c++) sum += features.data[one * d + c]! * features.data[other * d + c]!;
  return sum;
}

/** At most `most` items, evenly spaced over the list. */
export function thinEvenly<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, i) => items[Math.floor((i * items.length) / most)]!);
}
