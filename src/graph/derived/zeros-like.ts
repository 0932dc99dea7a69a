import { constant } from "../leaves.ts";
import type { Value } from "../value.ts";

/** A constant of zeros with the dtype and shape of x. */
export function zerosLike(x: Value): Value {
  return constant(x.shape, 0, x.dtype);
}
