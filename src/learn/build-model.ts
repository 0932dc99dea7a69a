import { concat } from "../graph/ops/concat.ts";
import { labelled } from "../graph/label.ts";
import { split } from "../graph/ops/split.ts";
import { input } from "../graph/leaves.ts";
import { createParameters, type ParameterScope } from "../graph/parameters.ts";
import type { Value } from "../graph/value.ts";
import { encoders } from "../nn/encoders/index.ts";
import { objectives } from "../objectives/index.ts";
import type {
  ClipRange,
  ClipResults,
  ObjectiveInputs,
  ObjectiveTerms,
} from "../objectives/objective.ts";
import type { LearnerSpec } from "./learner-spec.ts";
import { modelChannels } from "./model-input.ts";

/** One sensor's forward pass over a batch of clips, parameters and all. */
export interface ModelGraph {
  readonly parameters: ParameterScope;
  readonly clips: Clips;
  /** Map of the current frame, [B, rows, columns, channels]. */
  readonly map: Value;
  readonly terms: readonly NamedTerms[];
  /** What people may look at, [B, H, W, K], by objective and name: `next-frame/predicted`. */
  readonly pictures: Readonly<Record<string, Value>>;
}

/** A step's clips: the frames [B, H, W, 3], and the seconds from `current` to `next` [B]. */
export type Clips = Readonly<Record<"previous" | "current" | "next" | "horizonS", Value>>;

/** What an objective adds to the step, under its name. */
export type NamedTerms = ObjectiveTerms & { readonly name: string; readonly weight: number };

/** What the objectives make of each clip by itself, by objective. */
export type ModelResults = Readonly<Record<string, ClipResults>>;

/** Splits "name, weight and options" as a config has them. */
function optionsOf(entry: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(entry).filter(([key]) => key !== "name" && key !== "weight"),
  );
}

/** The inputs that a batch of the spec's size arrives by. */
export function clipInputs({ batch, height, width }: LearnerSpec): Clips {
  const shape = [batch, height, width, modelChannels];
  return {
    previous: input("previous", "float32", shape),
    current: input("current", "float32", shape),
    next: input("next", "float32", shape),
    horizonS: input("horizonS", "float32", [batch]),
  };
}

/** Applies the spec's encoder under the scope `encoder`. Shapes: x [B, H, W, 3] → [B, r, c, C]. */
export function encode(spec: LearnerSpec, parameters: ParameterScope, x: Value): Value {
  return encoders
    .get(spec.encoder.name)
    .build(x, optionsOf(spec.encoder), parameters.child("encoder"), {
      // A range image is a full turn (range-image.ts).
      wrapsColumns: spec.modality === "lidar",
    });
}

/**
 * Sends clips through the encoder and each objective's first part: no clip hears of another yet.
 * @param range which clips of the batch these are; all of a batch of the spec's size when left out
 */
export function seeClips(
  spec: LearnerSpec,
  options: {
    readonly parameters: ParameterScope;
    readonly clips: Clips;
    readonly range?: ClipRange | undefined;
  },
): {
  readonly map: Value;
  readonly results: ModelResults;
  /** What the objectives saw. */
  readonly inputs: ObjectiveInputs;
} {
  const { parameters, clips, range = { first: 0, batch: spec.batch } } = options;
  const { previous, current, next, horizonS } = clips;
  const count = current.shape[0]!;
  // One pass over both frames: half the kernels, each with twice the work.
  const [previousMap, currentMap] = labelled("clips", () => {
    const maps = encode(spec, parameters, concat([previous, current], 0));
    return split(maps, [count, count], 0);
  }) as [Value, Value];
  const inputs: ObjectiveInputs = {
    modality: spec.modality,
    previousMap,
    currentMap,
    placeChannels: currentMap.shape[3]! / 2,
    currentFrame: current,
    nextFrame: next,
    horizonS,
    range,
  };
  const results: Record<string, ClipResults> = {};
  for (const entry of spec.objectives) {
    const scope = parameters.child(entry.name);
    results[entry.name] = objectives.get(entry.name).perClip(inputs, optionsOf(entry), scope);
  }
  return { map: currentMap, results, inputs };
}

/** The results with `rewrite` applied to all of them at once. */
export function mapResults(
  results: ModelResults,
  rewrite: (values: readonly Value[]) => readonly Value[],
): ModelResults {
  const rewritten = rewrite(Object.values(results).flatMap((own) => Object.values(own)));
  let next = 0;
  const renewed = (own: ClipResults): ClipResults =>
    Object.fromEntries(Object.keys(own).map((name) => [name, rewritten[next++]!]));
  return Object.fromEntries(Object.entries(results).map(([name, own]) => [name, renewed(own)]));
}

/** Each objective's second part: losses and metrics from the results of all clips of a batch. */
export function combineResults(spec: LearnerSpec, results: ModelResults): readonly NamedTerms[] {
  return spec.objectives.map((entry) => ({
    name: entry.name,
    weight: entry.weight,
    ...objectives.get(entry.name).combine(results[entry.name]!, optionsOf(entry)),
  }));
}

/**
 * Builds encoder and objectives on a fresh batch of clips.
 * @param parameters where their parameters come from: a scope's path becomes part of their names
 */
export function buildModel(
  spec: LearnerSpec,
  parameters: ParameterScope = createParameters(),
): ModelGraph {
  const clips = clipInputs(spec);
  const { map, results, inputs } = seeClips(spec, { parameters, clips });
  const terms = combineResults(spec, results);
  return { parameters, clips, map, terms, pictures: picturesOf(spec, inputs, parameters) };
}

function picturesOf(
  spec: LearnerSpec,
  inputs: ObjectiveInputs,
  parameters: ParameterScope,
): Readonly<Record<string, Value>> {
  const named = spec.objectives.flatMap((entry) => {
    const own = objectives
      .get(entry.name)
      .pictures?.(inputs, optionsOf(entry), parameters.child(entry.name));
    return Object.entries(own ?? {}).map(([name, value]) => [`${entry.name}/${name}`, value]);
  });
  return Object.fromEntries(named) as Readonly<Record<string, Value>>;
}
