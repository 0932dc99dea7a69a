import { constant } from "../leaves.ts";
import type { Value } from "../value.ts";

/** A constant of ones with the dtype and shape of x. */
export function onesLike(x: Value): Value {
  return constant(x.shape, 1, x.dtype);
}
