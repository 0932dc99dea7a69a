import { scale } from "../graph/derived/scale.ts";
import { square } from "../graph/derived/square.ts";
import { scalar } from "../graph/leaves.ts";
import { add } from "../graph/ops/add.ts";
import { div } from "../graph/ops/div.ts";
import { mul } from "../graph/ops/mul.ts";
import { sqrt } from "../graph/ops/sqrt.ts";
import type { Transform } from "./transform.ts";

/**
 * m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g²; the update is m̂ / (√v̂ + ε) with bias-corrected moments.
 * @see Kingma & Ba 2015, arXiv:1412.6980, algorithm 1
 */
export function scaleByAdam(options: {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}): Transform {
  const { beta1, beta2, epsilon } = options;
  return (updates, context) =>
    updates.map((gradient, i) => {
      const { name, shape } = context.parameters[i]!;
      const zero = { kind: "constant", value: 0 } as const;
      const m = context.slot(`adam/m/${name}`, shape, zero);
      const v = context.slot(`adam/v/${name}`, shape, zero);
      const nextM = add(scale(m, beta1), scale(gradient, 1 - beta1));
      const nextV = add(scale(v, beta2), scale(square(gradient), 1 - beta2));
      context.keep(`adam/m/${name}`, nextM);
      context.keep(`adam/v/${name}`, nextV);
      const unbiasedM = mul(nextM, context.scheduled("biasCorrection1"));
      const unbiasedV = mul(nextV, context.scheduled("biasCorrection2"));
      return div(unbiasedM, add(sqrt(unbiasedV), scalar(epsilon)));
    });
}
