import { scalar } from "../leaves.ts";
import { add } from "../ops/add.ts";
import { erf } from "../ops/erf.ts";
import { mul } from "../ops/mul.ts";
import type { Value } from "../value.ts";
import { scale } from "./scale.ts";

/**
 * x·Φ(x) = x/2 · (1 + erf(x/√2)). Shapes: x any; the result the same.
 *
 * @see Hendrycks and Gimpel 2016, arXiv:1606.08415
 */
export function gelu(x: Value): Value {
  return mul(scale(x, 0.5), add(erf(scale(x, Math.SQRT1_2)), scalar(1, x.dtype)));
}
