import type { Matrix } from "../../src/core/matrix.ts";
import { randomFor } from "../../src/core/random.ts";
import { randomMatrix } from "./random-matrix.ts";

/** Random features far from mean 0 and deviation 1, with labels that are a line of the first two and noise. */
export function labelledFeatures(options: {
  readonly rows: number;
  readonly columns: number;
  readonly noise: number;
  readonly seed: number;
}): { readonly features: Matrix; readonly labels: Float64Array } {
  const { rows, columns, noise, seed } = options;
  const random = randomFor(seed, "labelled-features");
  const plain = randomMatrix(rows, columns, seed);
  const labels = Float64Array.from(
    { length: rows },
    (_, r) => 2 * plain.data[r * columns]! - plain.data[r * columns + 1]! + noise * random.normal(),
  );
  const data = plain.data.map((value, i) => 5 * ((i % columns) + 1) + (1 + (i % columns)) * value);
  return { features: { rows, columns, data }, labels };
}
