import { scalar } from "../leaves.ts";
import { add } from "../ops/add.ts";
import { gather } from "../ops/gather.ts";
import type { Value } from "../value.ts";

/**
 * Entry `index` of x along its first axis.
 *
 * Shapes: x [N, ...], returns [...].
 * @param after int64 [] that is 0 once it may be read (`zeroAfter`); at any time when left out
 */
export function nthOf(x: Value, index: number, after?: Value): Value {
  const place = scalar(index, "int64");
  return gather(x, after ? add(place, after) : place, 0);
}
