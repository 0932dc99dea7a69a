import { scale } from "../graph/derived/scale.ts";
import { add } from "../graph/ops/add.ts";
import type { Transform } from "./transform.ts";

/**
 * Adds λ·θ to the update of each parameter that decays; biases, norms and scales do not.
 * @see Loshchilov & Hutter 2019, arXiv:1711.05101, algorithm 2, line 12
 */
export function addDecayedWeights(decay: number): Transform {
  return (updates, context) =>
    updates.map((update, i) => {
      const { isDecayed, value } = context.parameters[i]!;
      return isDecayed && decay > 0 ? add(update, scale(value, decay)) : update;
    });
}
