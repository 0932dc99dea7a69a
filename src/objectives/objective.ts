import type { z } from "zod";
import { labelled } from "../graph/label.ts";
import type { Shape, Value } from "../graph/value.ts";
import type { Initializer, ParameterScope } from "../graph/parameters.ts";
import type { Modality } from "../frames/frame.ts";

/**
 * What an objective may look at: one sensor's batch of clips, seen through the shared encoder. The
 * frames of a clip are `previous`, `current` (a gap later) and `next` (a horizon after that).
 */
export interface ObjectiveInputs {
  readonly modality: Modality;
  /** Feature maps of the two encoded frames, which are the two views: [B, rows, columns, channels]. */
  readonly previousMap: Value;
  readonly currentMap: Value;
  /** The first `placeChannels` channels of a map carry place, the rest motion and geometry. */
  readonly placeChannels: number;
  /**
   * Model inputs [B, H, W, C] of one geometry; `currentFrame` and `nextFrame` share one photometry
   * too, `previousFrame` has its own.
   */
  readonly previousFrame: Value;
  readonly currentFrame: Value;
  readonly nextFrame: Value;
  /** Seconds from the current frame to the next, [B]. */
  readonly horizonS: Value;
  /** The times that were asked for, [B]. */
  readonly times: Readonly<Partial<Record<ClipTime, Value | undefined>>>;
  /** The draws of each clip that were asked for, [B, …]. */
  readonly draws: Readonly<Record<string, Value>>;
  /** The shared encoder on another frame: the next one, or one with a part hidden. */
  readonly encode: (frame: Value) => Value;
  /** The averaged twin of encoder and heads: the slow teacher. Built when it is first asked for. */
  readonly averaged: () => AveragedModel;
  /** Which clips these B are: all of a training batch, or a part of it. */
  readonly range: ClipRange;
}

/** The model with its averaged parameters, the ones that are published. No gradient reaches them. */
export interface AveragedModel {
  readonly previousMap: Value;
  readonly currentMap: Value;
  readonly encode: (frame: Value) => Value;
  /** The twin of the objective's own parameters: the same names, asked for in the same way. */
  readonly parameters: ParameterScope;
}

/** Consecutive clips of a training batch. */
export interface ClipRange {
  /** Place of the first of them in the batch. */
  readonly first: number;
  /** Clips of the whole batch. */
  readonly batch: number;
}

/**
 * When a clip was: `gapS`, seconds from its previous frame to the current one; `stampS`, when its
 * current frame was taken, seconds that begin anew every 65536 (18 hours), precise to 8 ms.
 */
export type ClipTime = "gapS" | "stampS";

/** Random numbers that the host draws anew for every step, from the learner's seed. */
export interface Draw {
  /** One such tensor for each clip, [B, …shape], or one for the whole batch. */
  readonly of: "clip" | "batch";
  readonly shape: Shape;
  /** Uniform in [0, 1), or standard normal. */
  readonly kind: "uniform" | "normal";
}

/** What must come from outside the graph or live on from step to step; most objectives need nothing. */
export interface ObjectiveNeeds {
  readonly times?: readonly ClipTime[] | undefined;
  readonly draws?: Readonly<Record<string, Draw>> | undefined;
  /** Tensors that `combine` reads, and replaces by its `nextState`. */
  readonly state?:
    Readonly<Record<string, { readonly shape: Shape; readonly init: Initializer }>> | undefined;
}

/** The batch that needs are stated for. */
export interface ClipSizes {
  readonly modality: Modality;
  readonly batch: number;
  readonly height: number;
  readonly width: number;
}

/** What belongs to no single clip: the needs as they were met, the times those of all clips. */
export interface BatchInputs {
  readonly times: ObjectiveInputs["times"];
  readonly draws: Readonly<Record<string, Value>>;
  readonly state: Readonly<Record<string, Value>>;
  /** Those of `perClip`, to be read behind a stop-gradient: what is made of them here teaches nothing. */
  readonly parameters: ParameterScope;
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
  /** What each tensor of its state becomes. */
  readonly nextState?: Readonly<Record<string, Value>> | undefined;
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
  /**
   * The loss of a learner that knows nothing (all embeddings unrelated, or all the same: what the paper
   * calls collapse), in the loss's own unit; undefined where there is no such number.
   */
  chance(batch: number, options?: unknown): number | undefined;
  needs(options: unknown, sizes: ClipSizes): ObjectiveNeeds;
  /** Everything with parameters is in here. */
  perClip(inputs: ObjectiveInputs, options: unknown, parameters: ParameterScope): ClipResults;
  /** @param results of all clips of the batch */
  combine(results: ClipResults, options: unknown, batch: BatchInputs): ObjectiveTerms;
  /** What people may look at, [B, H, W, K] by name; the step does not have it. Absent = nothing. */
  pictures?(inputs: ObjectiveInputs, options: unknown, parameters: ParameterScope): ClipResults;
}

/** Makes an entry of the registry out of an objective that knows the types of its options and results. */
export function defineObjective<S extends z.ZodObject, Names extends string>(objective: {
  readonly name: string;
  readonly options: S;
  readonly chance: (batch: number, options: z.output<S>) => number | undefined;
  readonly needs?: (options: z.output<S>, sizes: ClipSizes) => ObjectiveNeeds;
  readonly perClip: (
    inputs: ObjectiveInputs,
    options: z.output<S>,
    parameters: ParameterScope,
  ) => Readonly<Record<Names, Value>>;
  readonly combine: (
    results: Readonly<Record<Names, Value>>,
    options: z.output<S>,
    batch: BatchInputs,
  ) => ObjectiveTerms;
  readonly pictures?: (
    inputs: ObjectiveInputs,
    options: z.output<S>,
    parameters: ParameterScope,
  ) => ClipResults;
}): Objective {
  const { name, options, chance, needs, perClip, combine, pictures } = objective;
  return {
    name,
    options,
    chance: (batch, raw = {}) => chance(batch, options.parse(raw)),
    needs: (raw, sizes) => needs?.(options.parse(raw), sizes) ?? {},
    perClip: (inputs, raw, scope) =>
      labelled(scope.label, () => perClip(inputs, options.parse(raw), scope)),
    combine: (results, raw, batch) =>
      labelled(name, () => combine(results, options.parse(raw), batch)),
    ...(pictures && {
      pictures: (inputs, raw, scope) =>
        labelled(scope.label, () => pictures(inputs, options.parse(raw), scope)),
    }),
  };
}
