import { z } from "zod";
import { halves } from "../graph/derived/halves.ts";
import { scale } from "../graph/derived/scale.ts";
import { add } from "../graph/ops/add.ts";
import { concat } from "../graph/ops/concat.ts";
import { meanAll } from "../graph/derived/mean-all.ts";
import { stopGradient } from "../graph/ops/stop-gradient.ts";
import type { ParameterScope } from "../graph/parameters.ts";
import type { Value } from "../graph/value.ts";
import { projector } from "../nn/layers/projector.ts";
import { batchStandardize } from "./batch-standardize.ts";
import { cosine } from "./cosine.ts";
import { embeddingOptions, type EmbeddedPair } from "./embed-pair.ts";

/** The options of a projector and a predictor, to be spread into a schema. */
export const predictorOptions = {
  ...embeddingOptions,
  /** Hidden width of the predictor: a bottleneck. */
  predictorHidden: z.int().min(8).max(4096).default(16),
  /** Whether targets get mean 0 and deviation 1 over the batch: no constant can be right then. */
  standardize: z.boolean().default(true),
};

/**
 * What the predictor makes of each frame's embedding: its guess at the other frame's.
 *
 * Shapes: embeddings [B, D] → [B, D] each.
 * @param parameters asked for `predictor/…`
 */
export function predictOther(
  pair: EmbeddedPair,
  options: { readonly predictorHidden: number; readonly parameters: ParameterScope },
): { readonly fromPrevious: Value; readonly fromCurrent: Value } {
  const both = concat([pair.previousEmbedding, pair.embedding], 0);
  const predicted = projector(options.parameters.child("predictor"), both, {
    hidden: options.predictorHidden,
    outputs: both.shape[1]!,
  });
  const [fromPrevious, fromCurrent] = halves(predicted);
  return { fromPrevious, fromCurrent };
}

/**
 * The mean cosine between the guesses and what they were to be, over the batch and both directions.
 * Nothing flows back into the targets. Shapes: [B, D] each → [].
 */
export function agreement(
  guesses: { readonly fromPrevious: Value; readonly fromCurrent: Value },
  targets: EmbeddedPair,
  standardize: boolean,
): Value {
  const target = (z: Value): Value => stopGradient(standardize ? batchStandardize(z) : z);
  const forward = cosine(guesses.fromPrevious, target(targets.embedding));
  const backward = cosine(guesses.fromCurrent, target(targets.previousEmbedding));
  return scale(meanAll(add(forward, backward)), 0.5);
}
