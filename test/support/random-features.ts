import { zeros, type Matrix } from "../../src/core/matrix.ts";
import { randomFor } from "../../src/core/random.ts";

/** Normal numbers, columns of different spread: [rows, columns]. */
export function randomFeatures(rows: number, columns: number, seed: number): Matrix {
  const random = randomFor(seed, "features");
  const matrix = zeros(rows, columns);
  matrix.data.forEach((_, i) => {
    matrix.data[i] = 1 + random.normal() * (1 + (i % columns));
  });
  return matrix;
}
