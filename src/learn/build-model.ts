import { concat } from "../graph/ops/concat.ts";
import { labelled } from "../graph/label.ts";
import { halves } from "../graph/derived/halves.ts";
import { createParameters, type ParameterScope } from "../graph/parameters.ts";
import type { Value } from "../graph/value.ts";
import { encoders } from "../nn/encoders/index.ts";
import { objectives } from "../objectives/index.ts";
import type {
  AveragedModel,
  ClipRange,
  ClipResults,
  ObjectiveInputs,
  ObjectiveTerms,
} from "../objectives/objective.ts";
import { averageScope } from "./emit-update.ts";
import type { LearnerSpec } from "./learner-spec.ts";
import { below, modelInputs, type Clips, type ModelInputs } from "./model-inputs.ts";
import { optionsOf } from "./options-of.ts";

/** One sensor's forward pass over a batch of clips, parameters and all. */
export interface ModelGraph {
  readonly parameters: ParameterScope;
  readonly inputs: ModelInputs;
  /** Map of the current frame, [B, rows, columns, channels]. */
  readonly map: Value;
  readonly terms: readonly NamedTerms[];
  /** What people may look at, [B, H, W, K], by objective and name: `next-frame/predicted`. */
  readonly pictures: Readonly<Record<string, Value>>;
}

/** What an objective adds to the step, under its name. */
export type NamedTerms = ObjectiveTerms & { readonly name: string; readonly weight: number };

/** What the objectives make of each clip by itself, by objective. */
export type ModelResults = Readonly<Record<string, ClipResults>>;

/** Applies the spec's encoder under the scope `encoder`. Shapes: x [B, H, W, 3] → [B, r, c, C]. */
export function encode(spec: LearnerSpec, parameters: ParameterScope, x: Value): Value {
  return encoders
    .get(spec.encoder.name)
    .build(x, optionsOf(spec.encoder), parameters.child("encoder"), {
      // A range image is a full turn (range-image.ts).
      wrapsColumns: spec.modality === "lidar",
    });
}

/** Where the parameters of a model and of its averaged twin come from. */
export interface ModelParameters {
  readonly trained: ParameterScope;
  readonly averaged: ParameterScope;
}

/** Fresh scopes for a model and its twin. */
export function modelParameters(): ModelParameters {
  return { trained: createParameters(), averaged: createParameters(averageScope) };
}

/**
 * Sends clips through the encoder and each objective's first part: no clip hears of another yet.
 * @param range which clips of the batch these are; all of a batch of the spec's size when left out
 */
export function seeClips(
  spec: LearnerSpec,
  options: {
    readonly parameters: ModelParameters;
    readonly clips: Clips;
    readonly range?: ClipRange | undefined;
  },
): {
  readonly map: Value;
  readonly results: ModelResults;
  /** What an objective saw. */
  readonly inputsOf: (objective: string) => ObjectiveInputs;
} {
  const { parameters, clips, range = { first: 0, batch: spec.batch } } = options;
  const { previous, current, next, horizonS, gapS, stampS } = clips;
  const seen = labelled("clips", () => seenBy(spec, parameters.trained, clips));
  const averaged = once(() => labelled("teacher", () => seenBy(spec, parameters.averaged, clips)));
  const inputsOf = (objective: string): ObjectiveInputs => ({
    ...seen,
    modality: spec.modality,
    placeChannels: seen.currentMap.shape[3]! / 2,
    previousFrame: previous,
    currentFrame: current,
    nextFrame: next,
    horizonS,
    times: { gapS, stampS },
    draws: below(objective, clips),
    averaged: (): AveragedModel => ({
      ...averaged(),
      parameters: parameters.averaged.child(objective),
    }),
    range,
  });
  const results: Record<string, ClipResults> = {};
  for (const entry of spec.objectives) {
    const { name } = entry;
    const scope = parameters.trained.child(name);
    results[name] = objectives.get(name).perClip(inputsOf(name), optionsOf(entry), scope);
  }
  return { map: seen.currentMap, results, inputsOf };
}

/** Both frames' maps, and the way to more of them; a frame is encoded once for all that ask. */
function seenBy(
  spec: LearnerSpec,
  scope: ParameterScope,
  { previous, current }: Clips,
): Omit<AveragedModel, "parameters"> {
  // One pass over both frames: half the kernels, each with twice the work.
  const [previousMap, currentMap] = halves(encode(spec, scope, concat([previous, current], 0)));
  const known = new Map([
    [previous, previousMap],
    [current, currentMap],
  ]);
  const encodeOnce = (frame: Value): Value => {
    const map = known.get(frame) ?? encode(spec, scope, frame);
    known.set(frame, map);
    return map;
  };
  return { previousMap, currentMap, encode: encodeOnce };
}

function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
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
export function combineResults(
  spec: LearnerSpec,
  results: ModelResults,
  options: { readonly inputs: ModelInputs; readonly parameters: ModelParameters },
): readonly NamedTerms[] {
  const { clips, draws, state } = options.inputs;
  const times = { gapS: clips.gapS, stampS: clips.stampS };
  return spec.objectives.map((entry) => {
    const { name, weight } = entry;
    const batch = {
      times,
      draws: below(name, draws),
      state: below(name, state),
      parameters: options.parameters.trained.child(name),
    };
    const terms = objectives.get(name).combine(results[name]!, optionsOf(entry), batch);
    return { name, weight, ...terms };
  });
}

/** Builds encoder and objectives on a fresh batch of clips. */
export function buildModel(
  spec: LearnerSpec,
  parameters: ModelParameters = modelParameters(),
): ModelGraph {
  const inputs = modelInputs(spec);
  const { map, results, inputsOf } = seeClips(spec, { parameters, clips: inputs.clips });
  const terms = combineResults(spec, results, { inputs, parameters });
  const pictures = picturesOf(spec, inputsOf, parameters.trained);
  return { parameters: parameters.trained, inputs, map, terms, pictures };
}

function picturesOf(
  spec: LearnerSpec,
  inputsOf: (objective: string) => ObjectiveInputs,
  parameters: ParameterScope,
): Readonly<Record<string, Value>> {
  const named = spec.objectives.flatMap((entry) => {
    const { name } = entry;
    const own = objectives
      .get(name)
      .pictures?.(inputsOf(name), optionsOf(entry), parameters.child(name));
    return Object.entries(own ?? {}).map(([picture, value]) => [`${name}/${picture}`, value]);
  });
  return Object.fromEntries(named) as Readonly<Record<string, Value>>;
}
