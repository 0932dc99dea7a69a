import { reduceMean } from "../ops/reduce-mean.ts";
import type { Value } from "../value.ts";

/** Mean of all elements. Shapes: x any; returns []. */
export function meanAll(x: Value): Value {
  return reduceMean(
    x,
    x.shape.map((_, i) => i),
  );
}
