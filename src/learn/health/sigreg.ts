import type { Matrix } from "../../core/matrix.ts";
import { randomFor } from "../../core/random.ts";

const knots = 17;
const lastKnot = 3;
const directionCount = 64;
/** What the statistic is on average for samples of N(0, I), whatever their number. */
const nullValue = 1.06;

/**
 * How far embeddings are from isotropic normal, over what chance gives: 1 = not to be told from it,
 * `rows`·0.4 = all rows the same. A few distinct moments in many rows show here first.
 *
 * SIGReg's statistic: along random directions, the distance of the empirical characteristic function
 * from that of N(0, 1), N·Σ_k w_k[(mean cos t_k x − e^{−t²/2})² + (mean sin t_k x)²], t on [0, 3].
 * On columns as they are, or standardised where the loss leaves their scale free. Absent with fewer
 * than two rows or when a value is not finite.
 *
 * @see Balestriero and LeCun 2025, LeJEPA, arXiv:2511.08544, section 4
 */
export function sigReg(
  features: Matrix,
  { isStandardised }: { readonly isStandardised: boolean },
): number | undefined {
  if (features.rows < 2) return undefined;
  const data = isStandardised ? standardised(features) : features.data;
  const random = randomFor(17, "sigreg");
  let sum = 0;
  for (let d = 0; d < directionCount; d++) {
    const direction = Float64Array.from({ length: features.columns }, () => random.normal());
    const norm = Math.hypot(...direction);
    const projected = Float64Array.from({ length: features.rows }, (_, r) => {
      let dot = 0;
      for (let c = 0; c < features.columns; c++) {
        dot += data[r * features.columns + c]! * direction[c]!;
      }
      return dot / norm;
    });
    sum += statistic(projected);
  }
  const result = sum / directionCount / nullValue;
  return Number.isFinite(result) ? result : undefined;
}

function statistic(x: Float64Array): number {
  const step = lastKnot / (knots - 1);
  let sum = 0;
  for (let k = 0; k < knots; k++) {
    const t = k * step;
    const normal = Math.exp(-(t * t) / 2);
    let cos = 0;
    let sin = 0;
    for (const value of x) {
      cos += Math.cos(t * value) / x.length;
      sin += Math.sin(t * value) / x.length;
    }
    const weight = (k === 0 || k === knots - 1 ? step : 2 * step) * normal;
    sum += weight * ((cos - normal) ** 2 + sin ** 2);
  }
  return x.length * sum;
}

/** Columns of mean 0 and variance 1; one without variation becomes 0. */
function standardised({ rows, columns, data }: Matrix): Float64Array {
  const result = Float64Array.from(data);
  for (let c = 0; c < columns; c++) {
    let mean = 0;
    let square = 0;
    for (let r = 0; r < rows; r++) {
      mean += data[r * columns + c]! / rows;
      square += data[r * columns + c]! ** 2 / rows;
    }
    const deviation = Math.sqrt(Math.max(0, square - mean * mean));
    const isConstant = deviation <= 1e-9 * Math.abs(mean);
    for (let r = 0; r < rows; r++) {
      const at = r * columns + c;
      result[at] = isConstant ? 0 : (data[at]! - mean) / deviation;
    }
  }
  return result;
}
