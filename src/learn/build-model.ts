import { concat } from "../graph/ops/concat.ts";
import { labelled } from "../graph/label.ts";
import { split } from "../graph/ops/split.ts";
import { input } from "../graph/leaves.ts";
import { createParameters, type ParameterScope } from "../graph/parameters.ts";
import type { Value } from "../graph/value.ts";
import { encoders } from "../nn/encoders/index.ts";
import { objectives } from "../objectives/index.ts";
import type { ObjectiveTerms } from "../objectives/objective.ts";
import type { LearnerSpec } from "./learner-spec.ts";
import { modelChannels } from "./model-input.ts";

/** One sensor's forward pass over a batch of clips, parameters and all. */
export interface ModelGraph {
  readonly parameters: ParameterScope;
  /** `previous`, `current`, `next`: [B, H, W, 3]; `horizonS`: [B]. */
  readonly clips: readonly Value[];
  /** Map of the current frame, [B, rows, columns, channels]. */
  readonly map: Value;
  readonly terms: readonly (ObjectiveTerms & { readonly name: string; readonly weight: number })[];
}

/** Splits "name, weight and options" as a config has them. */
function optionsOf(entry: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(entry).filter(([key]) => key !== "name" && key !== "weight"),
  );
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
 * Builds encoder and objectives on a fresh batch of clips.
 * @param parameters where their parameters come from: a scope's path becomes part of their names
 */
export function buildModel(
  spec: LearnerSpec,
  parameters: ParameterScope = createParameters(),
): ModelGraph {
  const shape = [spec.batch, spec.height, spec.width, modelChannels];
  const previous = input("previous", "float32", shape);
  const current = input("current", "float32", shape);
  const next = input("next", "float32", shape);
  const horizonS = input("horizonS", "float32", [spec.batch]);
  // One pass over both frames: half the kernels, each with twice the work.
  const [previousMap, currentMap] = labelled("clips", () => {
    const maps = encode(spec, parameters, concat([previous, current], 0));
    return split(maps, [spec.batch, spec.batch], 0);
  }) as [Value, Value];
  const placeChannels = currentMap.shape[3]! / 2;
  const terms = spec.objectives.map((entry) => ({
    name: entry.name,
    weight: entry.weight,
    ...objectives.get(entry.name).build(
      {
        modality: spec.modality,
        previousMap,
        currentMap,
        placeChannels,
        currentFrame: current,
        nextFrame: next,
        horizonS,
      },
      optionsOf(entry),
      parameters.child(entry.name),
    ),
  }));
  return { parameters, clips: [previous, current, next, horizonS], map: currentMap, terms };
}
