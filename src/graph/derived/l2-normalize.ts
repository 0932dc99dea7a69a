import { clip } from "../ops/clip.ts";
import { div } from "../ops/div.ts";
import { reduceSum } from "../ops/reduce-sum.ts";
import { sqrt } from "../ops/sqrt.ts";
import type { Value } from "../value.ts";
import { square } from "./square.ts";

/**
 * x / max(‖x‖₂, epsilon) along `axis`: unit vectors, and 0 with a finite gradient where x is 0.
 *
 * Shapes: x any; the result the same. `axis` −1, `epsilon` 1e-6 by default.
 */
export function l2Normalize(x: Value, axis = -1, epsilon = 1e-6): Value {
  // The bound is put on the square: a gradient through √0 would be infinite.
  const squared = clip(reduceSum(square(x), [axis], true), { min: epsilon * epsilon });
  return div(x, sqrt(squared));
}
