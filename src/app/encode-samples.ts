import { zeros, type Matrix } from "../core/matrix.ts";
import type { Sample } from "../frames/sample.ts";
import { noPhotometry, noShift } from "../learn/batch/augment.ts";
import { inputSize, writeInput } from "../learn/batch/write-input.ts";
import type { LearnerSpec } from "../learn/learner-spec.ts";
import { packEncoder } from "../learn/pack-encoder.ts";
import type { Engine, InferenceSession, NamedTensors } from "../runtime/engine.ts";

/** Frames that one run answers. */
const batch = 32;

/** An encoder that answers many frames, for evaluation. */
export interface BatchEncoder {
  /** Published vectors of the samples, one row each: [n, D]. */
  encode(samples: readonly Sample[]): Promise<Matrix>;
  /** Channels of a cell of the map; they are the innermost of a vector. */
  readonly channels: number;
  close(): Promise<void>;
}

/** Opens the encoder of a state, e.g. a checkpoint's or a random one. */
export async function openBatchEncoder(options: {
  readonly engine: Engine;
  readonly spec: LearnerSpec;
  readonly state: NamedTensors;
  readonly threads: number;
}): Promise<BatchEncoder> {
  const { engine, spec, state, threads } = options;
  const { model, input, output } = packEncoder(spec, { state, step: 0, batch });
  const session: InferenceSession = await engine.openInference({
    model,
    inputs: [input],
    outputs: [output],
    threads,
  });
  const dimension = output.shape.slice(1).reduce((a, b) => a * b, 1);
  const data = new Float32Array(input.shape.reduce((a, b) => a * b, 1));
  return {
    channels: output.shape.at(-1)!,
    encode: async (samples) => {
      const rows = zeros(samples.length, dimension);
      for (let start = 0; start < samples.length; start += batch) {
        const part = samples.slice(start, start + batch);
        part.forEach((sample, i) => {
          writeInput(sample, noPhotometry, noShift, data, i * inputSize(sample));
        });
        const answer = await session.run({ frame: { dtype: "float32", shape: input.shape, data } });
        const map = answer["map"]!.data as Float32Array;
        rows.data.set(map.subarray(0, part.length * dimension), start * dimension);
      }
      return rows;
    },
    close: () => session.close(),
  };
}
