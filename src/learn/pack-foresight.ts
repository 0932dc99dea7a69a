import { toOnnx } from "../graph/serialise.ts";
import type { NamedTensors, TensorSpec } from "../runtime/engine.ts";
import { compileForesight, type Regions } from "./compile-foresight.ts";
import type { LearnerSpec } from "./learner-spec.ts";
import { modelChannels } from "./model-input.ts";

/** What predicts the next frame, with its weights inside; it belongs to the encoder it was packed with. */
export interface PackedForesight {
  readonly model: Uint8Array;
  /** `previous`, `current`, `next` [1, H, W, 3] and `horizonS` [1]. */
  readonly inputs: readonly TensorSpec[];
  /** `errors` [1 + rows·columns], `predicted` [1, h, w, K], for a lidar `weight` [1, h, w, 1]. */
  readonly outputs: readonly TensorSpec[];
  readonly regions: Regions;
}

/** Names of the state tensors that foresight consists of; none where nothing is predicted. */
export function foresightTensors(spec: LearnerSpec): readonly string[] {
  return compileForesight(spec)?.parameters.map((p) => p.name) ?? [];
}

/**
 * Packs encoder and decoder of a trainer's state as one ONNX model; undefined where nothing is predicted, also
 * by a state of other objectives.
 */
export function packForesight(spec: LearnerSpec, state: NamedTensors): PackedForesight | undefined {
  const compiled = compileForesight(spec);
  if (!compiled) return undefined;
  const { graph, parameters, regions } = compiled;
  const fits = parameters.every((p) => state[p.name]?.shape.join() === p.value.shape.join());
  if (!fits) return undefined;
  const weights = Object.fromEntries(
    parameters.map(({ name }) => [name, state[name]!.data as Float32Array]),
  );
  const frame = [1, spec.height, spec.width, modelChannels];
  return {
    model: toOnnx(graph, { weights }),
    inputs: [
      ...["previous", "current", "next"].map((name) => tensor(name, frame)),
      tensor("horizonS", [1]),
    ],
    outputs: Object.entries(graph.outputs).map(([name, { shape }]) => tensor(name, shape)),
    regions,
  };
}

function tensor(name: string, shape: readonly number[]): TensorSpec {
  return { name, dtype: "float32", shape };
}
