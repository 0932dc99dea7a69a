import { fail } from "./errors.ts";
import type { Matrix } from "./matrix.ts";

/**
 * A symmetric matrix A turned into a tridiagonal T = QᵀAQ, Q orthogonal.
 *
 * Half the way to an eigen-decomposition at a tenth of its price, and all that is needed to list
 * eigenvalues or to solve (A + λI)w = b for many λ.
 */
export interface Tridiagonal {
  /** T's diagonal, [n]. */
  readonly diagonal: Float64Array;
  /** T's sub-diagonal: element i links i − 1 and i; element 0 is 0. [n] */
  readonly subDiagonal: Float64Array;
  /**
   * The w with (A + λI)·w = b for each λ, in O(n²). A must be positive semi-definite and every λ
   * above 0. The results are the caller's.
   */
  solvePath(lambdas: readonly number[], b: Float64Array): readonly Float64Array[];
}

/**
 * Householder's reduction, from the last row up, on the lower triangle.
 *
 * Shapes: a [n, n], symmetric; only its lower triangle is read. `a` is not changed.
 *
 * @throws AppError SHAPE_MISMATCH when `a` is not square
 * @see Golub and Van Loan, Matrix Computations, 4th ed., algorithm 8.3.1
 */
export function tridiagonalise(a: Matrix): Tridiagonal {
  const n = a.rows;
  if (a.columns !== n) {
    fail("SHAPE_MISMATCH", "tridiagonalise", "a square matrix", `[${a.rows}, ${a.columns}]`);
  }
  const m = Float64Array.from(a.data);
  const subDiagonal = new Float64Array(n);
  // Row i of `m` ends as the reflector v that cleared it; beta[i] = 2 / vᵀv, 0 where none was needed.
  const beta = new Float64Array(n);
  const p = new Float64Array(n);
  for (let i = n - 1; i > 0; i--) {
    const v = m.subarray(i * n, i * n + i);
    const factor = makeReflector(v);
    subDiagonal[i] = factor.image;
    beta[i] = factor.beta;
    if (factor.beta !== 0) reflectBothSides(m, n, i, v, factor.beta, p);
  }
  const diagonal = Float64Array.from({ length: n }, (_, i) => m[i * n + i]!);

  // Q = H(n−1)·…·H(1), so Qᵀb starts with the last reflector and Qt with the first.
  const reflect = (i: number, b: Float64Array): void => {
    let dot = 0;
    for (let k = 0; k < i; k++) dot += m[i * n + k]! * b[k]!;
    dot *= beta[i]!;
    for (let k = 0; k < i; k++) b[k]! -= dot * m[i * n + k]!;
  };
  return {
    diagonal,
    subDiagonal,
    solvePath: (lambdas, b) => {
      const rotated = Float64Array.from(b);
      for (let i = n - 1; i > 0; i--) reflect(i, rotated);
      return lambdas.map((lambda) => {
        const w = solveTridiagonal(diagonal, subDiagonal, lambda, rotated);
        for (let i = 1; i < n; i++) reflect(i, w);
        return w;
      });
    },
  };
}

/** Turns `x` in place into v, where (I − βvvᵀ)x = image · (last unit vector). */
function makeReflector(x: Float64Array): { readonly image: number; readonly beta: number } {
  const last = x.length - 1;
  let below = 0;
  for (let k = 0; k < last; k++) below += x[k]! * x[k]!;
  const pivot = x[last]!;
  if (below === 0) return { image: pivot, beta: 0 };
  const norm = Math.sqrt(below + pivot * pivot);
  // The sign away from the pivot: no cancellation in v's last element.
  const image = pivot > 0 ? -norm : norm;
  x[last] = pivot - image;
  return { image, beta: 2 / (below + x[last] * x[last]) };
}

/** A ← H·A·H on the leading i × i block: p = βAv, w = p − (β/2)(pᵀv)v, A −= vwᵀ + wvᵀ; w stays in p. */
function reflectBothSides(
  m: Float64Array,
  n: number,
  i: number,
  v: Float64Array,
  beta: number,
  p: Float64Array,
): void {
  // Two rows at a time: one load of v and p serves both, which is a third of the time.
  p.fill(0, 0, i);
  for (let r = i % 2; r < i; r += 2) {
    const one = r * n;
    const two = one + n;
    const vOne = v[r]!;
    const vTwo = v[r + 1]!;
    let dotOne = 0;
    let dotTwo = 0;
    for (let c = 0; c < r; c++) {
      const a = m[one + c]!;
      const b = m[two + c]!;
      const vc = v[c]!;
      dotOne += a * vc;
      dotTwo += b * vc;
      p[c]! += a * vOne + b * vTwo;
    }
    const link = m[two + r]!;
    p[r]! += dotOne + m[one + r]! * vOne + link * vTwo;
    p[r + 1]! += dotTwo + link * vOne + m[two + r + 1]! * vTwo;
  }
  if (i % 2 === 1) p[0]! += m[0]! * v[0]!;
  let pv = 0;
  for (let k = 0; k < i; k++) {
    p[k]! *= beta;
    pv += p[k]! * v[k]!;
  }
  const half = (beta / 2) * pv;
  for (let k = 0; k < i; k++) p[k]! -= half * v[k]!;
  for (let r = i % 2; r < i; r += 2) {
    const one = r * n;
    const two = one + n;
    const vOne = v[r]!;
    const vTwo = v[r + 1]!;
    const wOne = p[r]!;
    const wTwo = p[r + 1]!;
    // Column r + 1 of row r lies above the diagonal: written, never read.
    for (let c = 0; c <= r + 1; c++) {
      const vc = v[c]!;
      const wc = p[c]!;
      m[one + c]! -= vOne * wc + wOne * vc;
      m[two + c]! -= vTwo * wc + wTwo * vc;
    }
  }
  if (i % 2 === 1) m[0]! -= 2 * v[0]! * p[0]!;
}

/** (T + λI)x = b by elimination from the top; stable because T + λI is positive definite. */
function solveTridiagonal(
  diagonal: Float64Array,
  subDiagonal: Float64Array,
  lambda: number,
  b: Float64Array,
): Float64Array {
  const n = diagonal.length;
  const x = Float64Array.from(b);
  const pivots = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    pivots[i] = diagonal[i]! + lambda;
    if (i === 0) continue;
    const ratio = subDiagonal[i]! / pivots[i - 1]!;
    pivots[i]! -= ratio * subDiagonal[i]!;
    x[i]! -= ratio * x[i - 1]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    const next = i + 1 < n ? subDiagonal[i + 1]! * x[i + 1]! : 0;
    x[i] = (x[i]! - next) / pivots[i]!;
  }
  return x;
}
