import { mul } from "../ops/mul.ts";
import { sigmoid } from "../ops/sigmoid.ts";
import type { Value } from "../value.ts";

/** x · sigmoid(x). Shapes: x any; the result the same. */
export function silu(x: Value): Value {
  return mul(x, sigmoid(x));
}
