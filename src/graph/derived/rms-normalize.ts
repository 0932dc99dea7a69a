import { scalar } from "../leaves.ts";
import { add } from "../ops/add.ts";
import { div } from "../ops/div.ts";
import { reduceMean } from "../ops/reduce-mean.ts";
import { sqrt } from "../ops/sqrt.ts";
import type { Value } from "../value.ts";
import { square } from "./square.ts";

/**
 * x / √(mean(x²) + epsilon) along `axis`: a layer normalisation that leaves the mean alone.
 *
 * Shapes: x any; the result the same. `axis` −1, `epsilon` 1e-6 by default.
 * @throws AppError SHAPE_MISMATCH when x has no such axis, DTYPE_MISMATCH
 * @see Zhang and Sennrich 2019, arXiv:1910.07467, eq. 4
 */
export function rmsNormalize(x: Value, axis = -1, epsilon = 1e-6): Value {
  const meanSquare = reduceMean(square(x), [axis], true);
  return div(x, sqrt(add(meanSquare, scalar(epsilon, x.dtype))));
}
