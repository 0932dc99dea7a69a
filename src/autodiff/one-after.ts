import { zeroAfter } from "../graph/derived/zero-after.ts";
import { scalar } from "../graph/leaves.ts";
import { add } from "../graph/ops/add.ts";
import { cast } from "../graph/ops/cast.ts";
import type { Value } from "../graph/value.ts";

/**
 * The number 1, known only after every one of `values` is: what is multiplied by it has to wait for
 * them, and is not changed by a bit. See `zeroAfter` for why it is exact and nothing can fold it.
 *
 * Shapes: values any, at least one of them; returns [] of float32.
 */
export function oneAfter(values: readonly Value[]): Value {
  return add(cast(zeroAfter(values), "float32"), scalar(1));
}
