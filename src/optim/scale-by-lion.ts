import { scale } from "../graph/derived/scale.ts";
import { add } from "../graph/ops/add.ts";
import { sign } from "../graph/ops/sign.ts";
import type { Transform } from "./transform.ts";

/**
 * The update is sign(β₁m + (1−β₁)g), and m ← β₂m + (1−β₂)g: the sign looks nearer than the momentum.
 * @see Chen et al. 2023, arXiv:2302.06675, algorithm 2
 */
export function scaleByLion(options: {
  readonly beta1: number;
  readonly beta2: number;
}): Transform {
  const { beta1, beta2 } = options;
  return (updates, context) =>
    updates.map((gradient, i) => {
      const { name, shape } = context.parameters[i]!;
      const m = context.slot(`lion/m/${name}`, shape, { kind: "constant", value: 0 });
      context.keep(`lion/m/${name}`, add(scale(m, beta2), scale(gradient, 1 - beta2)));
      return sign(add(scale(m, beta1), scale(gradient, 1 - beta1)));
    });
}
