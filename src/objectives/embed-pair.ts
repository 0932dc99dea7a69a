import { z } from "zod";
import { halves } from "../graph/derived/halves.ts";
import { concat } from "../graph/ops/concat.ts";
import { reshape } from "../graph/ops/reshape.ts";
import { slice } from "../graph/ops/slice.ts";
import type { ParameterScope } from "../graph/parameters.ts";
import type { Value } from "../graph/value.ts";
import { projector } from "../nn/layers/projector.ts";

/** The options of a projector, to be spread into the schema of an objective that has one. */
export const embeddingOptions = {
  /** Widths of the projector's hidden layer and output. */
  hidden: z.int().min(8).max(4096).default(256),
  dimension: z.int().min(8).max(1024).default(64),
};

/** Both frames of each clip in the space that the loss is computed in, [B, D] each. */
export interface EmbeddedPair {
  readonly embedding: Value;
  readonly previousEmbedding: Value;
}

/**
 * Projects the place channels of both frames' maps.
 *
 * Shapes: maps [B, rows, columns, C] → [B, dimension].
 * @param parameters asked for `projector/…`
 */
export function embedPair(
  maps: { readonly previousMap: Value; readonly currentMap: Value },
  options: {
    readonly placeChannels: number;
    readonly hidden: number;
    readonly dimension: number;
  },
  parameters: ParameterScope,
): EmbeddedPair {
  const { placeChannels, hidden, dimension } = options;
  // One pass over both frames' maps: half the kernels, each with twice the work.
  const both = concat([maps.previousMap, maps.currentMap], 0);
  const [count, rows, columns] = both.shape as [number, number, number];
  const place = slice(both, { axes: [3], starts: [0], ends: [placeChannels] });
  const flat = reshape(place, [count, rows * columns * placeChannels]);
  const projected = projector(parameters.child("projector"), flat, { hidden, outputs: dimension });
  const [previousEmbedding, embedding] = halves(projected);
  return { embedding, previousEmbedding };
}
