import { add } from "../ops/add.ts";
import { exp } from "../ops/exp.ts";
import { log } from "../ops/log.ts";
import { reduceMax } from "../ops/reduce-max.ts";
import { reduceSum } from "../ops/reduce-sum.ts";
import { squeeze } from "../ops/squeeze.ts";
import { stopGradient } from "../ops/stop-gradient.ts";
import { sub } from "../ops/sub.ts";
import type { Value } from "../value.ts";

/**
 * ln Σ eˣ along `axis`, without overflow.
 *
 * Shapes: x any; `axis` goes, or stays with size 1 when `keepDims`.
 */
export function logSumExp(x: Value, axis: number, keepDims = false): Value {
  // The shift cancels, in the value and in the gradient, so the gradient need not go through it.
  const shift = stopGradient(reduceMax(x, [axis], true));
  const kept = add(log(reduceSum(exp(sub(x, shift)), [axis], true)), shift);
  return keepDims ? kept : squeeze(kept, [axis]);
}
