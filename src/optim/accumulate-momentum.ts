import { scale } from "../graph/derived/scale.ts";
import { add } from "../graph/ops/add.ts";
import type { Transform } from "./transform.ts";

/**
 * v ← μv + u; the update is v, or u + μv with Nesterov's look ahead. Without momentum nothing is kept.
 * @see Sutskever et al. 2013, On the importance of initialization and momentum in deep learning, §2
 */
export function accumulateMomentum(options: {
  readonly momentum: number;
  readonly nesterov: boolean;
}): Transform {
  const { momentum, nesterov } = options;
  if (momentum === 0) return (updates) => updates;
  return (updates, context) =>
    updates.map((update, i) => {
      const { name, shape } = context.parameters[i]!;
      const v = context.slot(`momentum/${name}`, shape, { kind: "constant", value: 0 });
      const nextV = add(scale(v, momentum), update);
      context.keep(`momentum/${name}`, nextV);
      return nesterov ? add(update, scale(nextV, momentum)) : nextV;
    });
}
