import { gram } from "../../core/matrix-product.ts";
import type { Matrix } from "../../core/matrix.ts";
import { transpose } from "../../core/matrix.ts";
import { symmetricEigenvalues } from "../../core/symmetric-eigenvalues.ts";

/** The paper's ε, which keeps log p finite. */
const epsilon = 1e-7;

/**
 * RankMe, the effective number of directions that features use: exp of the entropy of the singular
 * values, between 1 (all in one direction) and min(rows, columns).
 *
 * A health monitor, not a quality: random weights score highest, and a vector that has lost place
 * can look full. Rows must lie at least a second apart, or correlation alone lowers it.
 *
 * Shapes: features [n, d], raw (neither centred nor normalised). 0 for features that are all zero,
 * absent when there are none or one is not finite. 512 × 384 takes about 50 ms.
 *
 * @see Garrido et al. 2023, arXiv:2210.02885, eq. 1
 */
export function rankMe(features: Matrix): number | undefined {
  const { rows, columns } = features;
  if (rows === 0 || columns === 0) return undefined;
  // σ² are the eigenvalues of the smaller of XᵀX and XXᵀ.
  const squares = symmetricEigenvalues(gram(rows < columns ? transpose(features) : features));
  const singular = squares.map((square) => Math.sqrt(Math.max(square, 0)));
  const sum = singular.reduce((total, value) => total + value, 0);
  if (!Number.isFinite(sum)) return undefined;
  if (sum === 0) return 0;
  let entropy = 0;
  for (const value of singular) {
    const p = value / sum + epsilon;
    entropy -= p * Math.log(p);
  }
  return Math.exp(entropy);
}
