import type { z } from "zod";
import { labelled } from "../graph/label.ts";
import type { Value } from "../graph/value.ts";
import type { ParameterScope } from "../graph/parameters.ts";
import type { Modality } from "../frames/frame.ts";

/**
 * What an objective may look at: one sensor's batch of clips, seen through the shared encoder. The
 * frames of a clip are `previous`, `current` (a gap later) and `next` (a horizon after that).
 */
export interface ObjectiveInputs {
  readonly modality: Modality;
  /** Feature maps of the two encoded frames: [B, rows, columns, channels]. */
  readonly previousMap: Value;
  readonly currentMap: Value;
  /** The first `placeChannels` channels of a map carry place, the rest motion and geometry. */
  readonly placeChannels: number;
  /** Model inputs that share one geometry and one photometry, [B, H, W, C]. */
  readonly currentFrame: Value;
  readonly nextFrame: Value;
  /** Seconds from the current frame to the next, [B]. */
  readonly horizonS: Value;
  /** Which clips these B are: all of a training batch, or a part of it. */
  readonly range: ClipRange;
}

/** Consecutive clips of a training batch. */
export interface ClipRange {
  /** Place of the first of them in the batch. */
  readonly first: number;
  /** Clips of the whole batch. */
  readonly batch: number;
}

/** What an objective makes of each clip by itself: tensors [B, …] by name, row i from clip i alone. */
export type ClipResults = Readonly<Record<string, Value>>;

/** What an objective adds to the step. */
export interface ObjectiveTerms {
  /** Scalar [] to be minimised. */
  readonly loss: Value;
  /** Scalars worth watching, by name, e.g. `error`, `copyLast`. */
  readonly metrics: Readonly<Record<string, Value>>;
  /** Per-clip vectors worth watching, [B, D], by name, e.g. `embedding`. */
  readonly vectors: Readonly<Record<string, Value>>;
}

/**
 * One self-supervised loss, in two parts: what is made of each clip, and what is made of all of these
 * results together. Whatever lets one clip hang on another (negatives, a mean weighted over the batch)
 * stands in the second, which is small: so a batch can be learned from in parts, exactly
 * (accumulate-gradients.ts).
 */
export interface Objective {
  readonly name: string;
  /** The objective's part of the config, without its name and weight. */
  readonly options: z.ZodObject;
  /** The loss of a learner that knows nothing, in the loss's own unit; absent where there is none. */
  chance(batch: number): number | undefined;
  /** Everything with parameters is in here. */
  perClip(inputs: ObjectiveInputs, options: unknown, parameters: ParameterScope): ClipResults;
  /** @param results of all clips of the batch */
  combine(results: ClipResults, options: unknown): ObjectiveTerms;
  /** What people may look at, [B, H, W, K] by name; the step does not have it. Absent = nothing. */
  pictures?(inputs: ObjectiveInputs, options: unknown, parameters: ParameterScope): ClipResults;
}

/** Makes an entry of the registry out of an objective that knows the types of its options and results. */
export function defineObjective<S extends z.ZodObject, Names extends string>(objective: {
  readonly name: string;
  readonly options: S;
  readonly chance: (batch: number) => number | undefined;
  readonly perClip: (
    inputs: ObjectiveInputs,
    options: z.output<S>,
    parameters: ParameterScope,
  ) => Readonly<Record<Names, Value>>;
  readonly combine: (
    results: Readonly<Record<Names, Value>>,
    options: z.output<S>,
  ) => ObjectiveTerms;
  readonly pictures?: (
    inputs: ObjectiveInputs,
    options: z.output<S>,
    parameters: ParameterScope,
  ) => ClipResults;
}): Objective {
  const { name, options, chance, perClip, combine, pictures } = objective;
  return {
    name,
    options,
    chance,
    perClip: (inputs, raw, scope) =>
      labelled(scope.label, () => perClip(inputs, options.parse(raw), scope)),
    combine: (results, raw) => labelled(name, () => combine(results, options.parse(raw))),
    ...(pictures && {
      pictures: (inputs, raw, scope) =>
        labelled(scope.label, () => pictures(inputs, options.parse(raw), scope)),
    }),
  };
}
