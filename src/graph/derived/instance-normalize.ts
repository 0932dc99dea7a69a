import type { Value } from "../value.ts";
import { groupNormalize } from "./group-normalize.ts";

/**
 * (x − mean) / √(variance + epsilon), the statistics over the places of one channel of one image.
 *
 * Shapes: x [N, C, …]; the result the same. `epsilon` 1e-5 by default.
 * @throws AppError DTYPE_MISMATCH
 * @see Ulyanov et al. 2016, arXiv:1607.08022, eq. 3
 */
export function instanceNormalize(x: Value, epsilon = 1e-5): Value {
  return groupNormalize(x, x.shape[1] ?? 1, epsilon);
}
