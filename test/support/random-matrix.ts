import type { Matrix } from "../../src/core/matrix.ts";
import { zeros } from "../../src/core/matrix.ts";
import { randomFor } from "../../src/core/random.ts";

/** Independent standard normal numbers; the same seed gives the same matrix. */
export function randomMatrix(rows: number, columns: number, seed: number): Matrix {
  const random = randomFor(seed, "random-matrix");
  const matrix = zeros(rows, columns);
  for (let i = 0; i < matrix.data.length; i++) matrix.data[i] = random.normal();
  return matrix;
}

/** Stamps `periodMs` apart, from zero. */
export function regularStamps(count: number, periodMs: number): BigInt64Array {
  return BigInt64Array.from({ length: count }, (_, i) => BigInt(Math.round(i * periodMs * 1e6)));
}
