import { reduceSum } from "../ops/reduce-sum.ts";
import type { Value } from "../value.ts";

/** Sum of all elements. Shapes: x any; returns []. */
export function sumAll(x: Value): Value {
  return reduceSum(
    x,
    x.shape.map((_, i) => i),
  );
}
