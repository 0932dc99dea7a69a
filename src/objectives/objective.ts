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
}

/** What an objective adds to the step. */
export interface ObjectiveTerms {
  /** Scalar [] to be minimised. */
  readonly loss: Value;
  /** Scalars worth watching, by name, e.g. `error`, `copyLast`. */
  readonly metrics: Readonly<Record<string, Value>>;
  /** Per-clip vectors worth watching, [B, D], by name, e.g. `embedding`. */
  readonly vectors: Readonly<Record<string, Value>>;
}

/** One self-supervised loss. */
export interface Objective {
  readonly name: string;
  /** The objective's part of the config, without its name and weight. */
  readonly options: z.ZodObject;
  /** The loss of a learner that knows nothing, in the loss's own unit; absent where there is none. */
  chance(batch: number): number | undefined;
  build(inputs: ObjectiveInputs, options: unknown, parameters: ParameterScope): ObjectiveTerms;
}

/** Makes an entry of the registry out of an objective that knows the type of its options. */
export function defineObjective<S extends z.ZodObject>(objective: {
  readonly name: string;
  readonly options: S;
  readonly chance: (batch: number) => number | undefined;
  readonly build: (
    inputs: ObjectiveInputs,
    options: z.output<S>,
    parameters: ParameterScope,
  ) => ObjectiveTerms;
}): Objective {
  const { name, options, chance, build } = objective;
  return {
    name,
    options,
    chance,
    build: (inputs, raw, scope) =>
      labelled(scope.label, () => build(inputs, options.parse(raw), scope)),
  };
}
