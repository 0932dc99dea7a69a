import type { CheckpointContent } from "../../src/learn/checkpoint/write-checkpoint.ts";

/** A small checkpoint whose tensors depend on `step` and `value`. */
export function checkpointContent(
  options: { readonly step?: number; readonly value?: number; readonly sensor?: string } = {},
): CheckpointContent {
  const { step = 50, value = step, sensor = "camera" } = options;
  return {
    sensor,
    step,
    seed: 1,
    config: { learn: { batch: 32 }, note: "ü" },
    versions: { saccade: "0.1.0", onnxruntime: "1.30.0" },
    state: {
      "encoder/weight": {
        dtype: "float32",
        shape: [3, 5],
        data: Float32Array.from({ length: 15 }, (_, i) => value + i / 7),
      },
      "encoder/bias": { dtype: "float32", shape: [5], data: new Float32Array(5).fill(value) },
      "optimizer/step": { dtype: "int64", shape: [], data: BigInt64Array.of(BigInt(step)) },
      "queue/mask": { dtype: "bool", shape: [3], data: Uint8Array.of(1, 0, 1) },
      "queue/empty": { dtype: "float64", shape: [0, 4], data: new Float64Array(0) },
    },
    modelTensors: ["encoder/weight", "encoder/bias"],
    extra: { framesSeen: 1234 },
  };
}
