import { cholesky, solveLower } from "../core/cholesky.ts";
import { timesTransposed } from "../core/matrix-product.ts";
import type { Matrix } from "../core/matrix.ts";
import { transpose } from "../core/matrix.ts";
import { thinEvenly } from "../evaluate/nearest.ts";
import type { Standardiser } from "../evaluate/standardise.ts";
import type { Leverage } from "./head.ts";

/** Labelled frames that stand for all: 128 rows of 768 features are 0.4 MB in the head's file. */
const leverageRows = 128;

/**
 * The leverage of a ridge that was fitted on `rows` of `features` with `lambda` (per row, as `fitRidge`
 * has it): h(x) = (1 + zᵀ(C + λI)⁻¹z) / n, by the Woodbury identity with a factor of as many rows as there
 * are labels.
 */
export function leverageFor(options: {
  readonly features: Matrix;
  readonly rows: readonly number[];
  readonly lambda: number;
  readonly standardiser: Standardiser;
}): Leverage {
  const { features, rows, lambda, standardiser } = options;
  const count = rows.length;
  const stand = thinEvenly(rows, leverageRows);
  const z = standardiser.apply(features, stand);
  // (C + λI)⁻¹ = (I − Zᵀ(ZZᵀ + mλI)⁻¹Z) / λ with C = ZᵀZ/m; P holds L⁻¹Z / √λ with LLᵀ = ZZᵀ + mλI.
  const system = timesTransposed(z, z);
  for (let i = 0; i < z.rows; i++) system.data[i * z.rows + i]! += z.rows * lambda;
  const factor = solveLower(cholesky(system), z);
  const columns = transpose(factor);
  const { kept, mean, deviation } = standardiser;
  const d = features.columns;
  const weights = new Float32Array(d * z.rows);
  const scale = new Float32Array(d);
  kept.forEach((column, k) => {
    scale[column] = 1 / deviation[column]!;
    for (let r = 0; r < z.rows; r++) {
      weights[column * z.rows + r] = columns.data[k * z.rows + r]! / Math.sqrt(lambda);
    }
  });
  return {
    count,
    lambda,
    centre: Float32Array.from(mean),
    scale,
    projection: { inputs: d, outputs: z.rows, weights, bias: new Float32Array(z.rows) },
  };
}
