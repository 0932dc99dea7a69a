import { shareBytes } from "../core/share-bytes.ts";
import { toOnnx } from "../graph/serialise.ts";
import type { NamedTensors, TensorSpec } from "../runtime/engine.ts";
import { modelVersion } from "./checkpoint/model-version.ts";
import { compileEncoder } from "./compile-encoder.ts";
import type { ContractBridge, ContractStanding } from "./contract/feature-contract.ts";
import { mapTensors } from "./contract/linear-map.ts";
import type { LearnerSpec } from "./learner-spec.ts";
import { modelChannels } from "./model-input.ts";
import type { PackedForesight } from "./pack-foresight.ts";

/** An encoder with its weights inside, ready for an inference session. */
export interface PackedEncoder {
  /** In memory that threads share. */
  readonly model: Uint8Array;
  /** Content hash of the weights. */
  readonly version: string;
  readonly input: TensorSpec;
  readonly output: TensorSpec;
  /** Steps of training behind it. */
  readonly step: number;
  /** How it stands to the contract that it answers under; absent = it answers under none. */
  readonly contract?: ContractStanding | undefined;
  /** The way back to the contract before, where a new one begins with it. */
  readonly bridge?: ContractBridge | undefined;
  /** What predicts the next frame by the same weights; absent where that was not asked for. */
  readonly foresight?: PackedForesight | undefined;
}

/** Names of the state tensors that an encoder consists of. */
export function encoderTensors(spec: LearnerSpec): readonly string[] {
  return compileEncoder(spec, 1).parameters.map((p) => p.name);
}

/**
 * Packs the encoder of a trainer's state as one ONNX model; where the state holds the map of a feature
 * contract (contract/linear-map.ts), it answers under that contract.
 *
 * @param batch frames that one run answers: 1 for live frames
 */
export function packEncoder(
  spec: LearnerSpec,
  options: { readonly state: NamedTensors; readonly step: number; readonly batch: number },
): PackedEncoder {
  const { state, step, batch } = options;
  const mapNames = Object.values(mapTensors).filter((name) => state[name] !== undefined);
  const compiled = compileEncoder(spec, batch, mapNames.length > 0);
  const names = compiled.parameters.map((p) => p.name);
  const own = Object.fromEntries(names.map((name) => [name, state[name]!]));
  const weights = Object.fromEntries(
    [...names, ...mapNames].map((name) => [name, state[name]!.data as Float32Array]),
  );
  return {
    model: shareBytes(toOnnx(compiled.graph, { weights })),
    version: modelVersion(own),
    input: {
      name: "frame",
      dtype: "float32",
      shape: [batch, spec.height, spec.width, modelChannels],
    },
    output: { name: "map", dtype: "float32", shape: compiled.mapShape },
    step,
  };
}
