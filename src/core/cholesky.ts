import { fail } from "./errors.ts";
import { zeros, type Matrix } from "./matrix.ts";

/**
 * The lower triangular L with A = L·Lᵀ.
 *
 * Shapes: a [n, n], symmetric; only its lower half is read.
 * @throws AppError OPTION_INVALID when `a` is not positive definite
 */
export function cholesky(a: Matrix): Matrix {
  const n = a.rows;
  const lower = zeros(n, n);
  const l = lower.data;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a.data[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= l[i * n + k]! * l[j * n + k]!;
      if (i !== j) {
        l[i * n + j] = sum / l[j * n + j]!;
      } else if (sum > 0) {
        l[i * n + i] = Math.sqrt(sum);
      } else {
        fail("OPTION_INVALID", "a matrix to factor", "a positive definite one", sum);
      }
    }
  }
  return lower;
}

/**
 * L⁻¹·B, by forward substitution.
 *
 * Shapes: lower [n, n], lower triangular; b [n, m] → [n, m].
 */
export function solveLower(lower: Matrix, b: Matrix): Matrix {
  const { rows: n, columns: m } = b;
  const result: Matrix = { rows: n, columns: m, data: b.data.slice() };
  const x = result.data;
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) {
      const factor = lower.data[i * n + k]!;
      for (let c = 0; c < m; c++) x[i * m + c]! -= factor * x[k * m + c]!;
    }
    const pivot = lower.data[i * n + i]!;
    for (let c = 0; c < m; c++) x[i * m + c]! /= pivot;
  }
  return result;
}

/**
 * A⁻¹·B of the A that `lower` is the Cholesky factor of: forward, then backward substitution.
 *
 * Shapes: lower [n, n], lower triangular; b [n, m] → [n, m].
 */
export function solveFactored(lower: Matrix, b: Matrix): Matrix {
  const result = solveLower(lower, b);
  const { rows: n, columns: m, data: x } = result;
  for (let i = n - 1; i >= 0; i--) {
    const pivot = lower.data[i * n + i]!;
    for (let c = 0; c < m; c++) x[i * m + c]! /= pivot;
    for (let k = 0; k < i; k++) {
      const factor = lower.data[i * n + k]!;
      for (let c = 0; c < m; c++) x[k * m + c]! -= factor * x[i * m + c]!;
    }
  }
  return result;
}
