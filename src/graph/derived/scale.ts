import { scalar } from "../leaves.ts";
import { mul } from "../ops/mul.ts";
import type { Value } from "../value.ts";

/** factor · x. Shapes: x any; the result the same. */
export function scale(x: Value, factor: number): Value {
  return mul(x, scalar(factor, x.dtype));
}
