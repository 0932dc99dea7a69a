import { scale } from "../graph/derived/scale.ts";
import { scalar } from "../graph/leaves.ts";
import { add } from "../graph/ops/add.ts";
import { div } from "../graph/ops/div.ts";
import { max } from "../graph/ops/max.ts";
import { sub } from "../graph/ops/sub.ts";
import { dotPerTensor, scalePerTensor } from "./per-tensor.ts";
import type { Transform } from "./transform.ts";

/** Keeps 0/0 at 0 where a tensor has had no gradient yet. */
const tiny = 1e-30;

/**
 * For correlated streams: what is left of each gradient when the direction of the recent ones is
 * taken out, uₜ = gₜ − (gₜ·cₜ₋₁ / cₜ₋₁·cₜ₋₁) cₜ₋₁ with cₜ = βcₜ₋₁ + (1−β)gₜ. On independent batches
 * it changes little. Without a β it is not there.
 *
 * Applied tensor by tensor: one direction for a whole network would be that of its largest
 * gradients. c starts at 0, so the first gradient passes.
 *
 * State: 4 bytes a parameter.
 * @see Han et al. 2025, Learning from Streaming Video with Orthogonal Gradients, arXiv:2504.01961
 */
export function orthogonalGradient(beta: number | undefined): Transform {
  if (beta === undefined) return (updates) => updates;
  return (updates, context) =>
    updates.map((gradient, i) => {
      const { name, shape, sizes } = context.parameters[i]!;
      const c = context.slot(`orthogonal/c/${name}`, shape, { kind: "constant", value: 0 });
      context.keep(`orthogonal/c/${name}`, add(scale(c, beta), scale(gradient, 1 - beta)));
      const along = div(
        dotPerTensor(gradient, c, sizes),
        max(dotPerTensor(c, c, sizes), scalar(tiny)),
      );
      return sub(gradient, scalePerTensor(c, along, sizes));
    });
}
