import { z } from "zod";
import { halves } from "../graph/derived/halves.ts";
import { scale } from "../graph/derived/scale.ts";
import { add } from "../graph/ops/add.ts";
import { concat } from "../graph/ops/concat.ts";
import { stopGradient } from "../graph/ops/stop-gradient.ts";
import type { ParameterScope } from "../graph/parameters.ts";
import type { Value } from "../graph/value.ts";
import { projector } from "../nn/layers/projector.ts";
import { cosine } from "./cosine.ts";
import { embeddingOptions, type EmbeddedPair } from "./embed-pair.ts";

/** The options of a projector and a predictor, to be spread into a schema. */
export const predictorOptions = {
  ...embeddingOptions,
  /** Hidden width of the predictor: a bottleneck. */
  predictorHidden: z.int().min(8).max(4096).default(16),
};

/**
 * How well the predictor tells each frame's target from the other frame's embedding: the mean of both
 * directions' cosines. Nothing flows back into the targets.
 *
 * Shapes: embeddings and targets [B, D] → [B].
 * @param parameters asked for `predictor/…`
 */
export function predictOther(
  pair: EmbeddedPair,
  targets: EmbeddedPair,
  options: { readonly predictorHidden: number; readonly parameters: ParameterScope },
): Value {
  const both = concat([pair.previousEmbedding, pair.embedding], 0);
  const predicted = projector(options.parameters.child("predictor"), both, {
    hidden: options.predictorHidden,
    outputs: both.shape[1]!,
  });
  const [fromPrevious, fromCurrent] = halves(predicted);
  const forward = cosine(fromPrevious, stopGradient(targets.embedding));
  const backward = cosine(fromCurrent, stopGradient(targets.previousEmbedding));
  return scale(add(forward, backward), 0.5);
}
