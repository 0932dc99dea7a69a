import { shareBytes } from "../core/share-bytes.ts";
import { toOnnx } from "../graph/serialise.ts";
import type { NamedTensors, TensorSpec } from "../runtime/engine.ts";
import { compileForesight, type Regions } from "./compile-foresight.ts";
import type { LearnerSpec } from "./learner-spec.ts";
import { modelChannels } from "./model-input.ts";
import { encoderTensors, packEncoder } from "./pack-encoder.ts";

/** What predicts the next frame, with its weights inside; it belongs to the encoder it was packed with. */
export interface PackedForesight {
  /** The encoder under no contract, which is what the decoder was trained on: `frame` → `map`. */
  readonly encoder: PackedModel;
  /** `previousMap`, `currentMap`, `current`, `next`, `horizonS` → `errors`, `predicted`, for a lidar `weight`. */
  readonly decoder: PackedModel;
  readonly regions: Regions;
}

/** A model with its weights inside. */
interface PackedModel {
  readonly model: Uint8Array;
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
}

/** Names of the state tensors that the decoder consists of; none where nothing is predicted. */
export function foresightTensors(spec: LearnerSpec): readonly string[] {
  return compileForesight(spec)?.parameters.map((p) => p.name) ?? [];
}

/**
 * Packs encoder and decoder of a trainer's state; undefined where nothing is predicted, also by a state of
 * other objectives.
 */
export function packForesight(spec: LearnerSpec, state: NamedTensors): PackedForesight | undefined {
  const compiled = compileForesight(spec);
  if (!compiled) return undefined;
  const { graph, parameters, regions } = compiled;
  const fits = parameters.every((p) => state[p.name]?.shape.join() === p.shape.join());
  if (!fits) return undefined;
  const weights = Object.fromEntries(
    parameters.map(({ name }) => [name, state[name]!.data as Float32Array]),
  );
  const own = Object.fromEntries(encoderTensors(spec).map((name) => [name, state[name]!]));
  const { model, input, output } = packEncoder(spec, { state: own, step: 0, batch: 1 });
  const frame = [1, spec.height, spec.width, modelChannels];
  return {
    encoder: { model, inputs: [input], outputs: [output] },
    decoder: {
      model: shareBytes(toOnnx(graph, { weights })),
      inputs: [
        ...["previousMap", "currentMap"].map((name) => tensor(name, output.shape)),
        ...["current", "next"].map((name) => tensor(name, frame)),
        tensor("horizonS", [1]),
      ],
      outputs: Object.entries(graph.outputs).map(([name, { shape }]) => tensor(name, shape)),
    },
    regions,
  };
}

function tensor(name: string, shape: readonly number[]): TensorSpec {
  return { name, dtype: "float32", shape };
}
