import type { z } from "zod";
import type { Value } from "../graph/value.ts";
import type { ParameterScope } from "../nn/parameters.ts";

/**
 * What an objective may look at: one sensor's batch of clips, seen by the shared encoder. Frames of
 * a clip are `previous`, `current` (gap seconds later) and `next` (the same gap after that).
 */
export interface ObjectiveInputs {
  /** Feature maps of the two encoded frames: [B, rows, columns, channels]. */
  readonly previousMap: Value;
  readonly currentMap: Value;
  /** Channels of the map that carry place (first) and motion (rest). */
  readonly placeChannels: number;
  /** Model inputs without augmentation but with the same geometry, [B, H, W, C]. */
  readonly currentFrame: Value;
  readonly nextFrame: Value;
  readonly modality: "camera" | "lidar";
}

/** What an objective adds to the step. */
export interface ObjectiveTerms {
  /** Scalar [] to be minimised. */
  readonly loss: Value;
  /** Scalars worth watching, by name, e.g. `error`, `copyLast`. */
  readonly metrics: Readonly<Record<string, Value>>;
}

/** One self-supervised loss. `options` is its part of the config. */
export interface Objective<O = unknown> {
  readonly name: string;
  readonly options: z.ZodType<O>;
  build(inputs: ObjectiveInputs, options: O, parameters: ParameterScope): ObjectiveTerms;
}
