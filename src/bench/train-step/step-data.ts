import { randomFor } from "../../core/random.ts";
import type { HostTensor, NamedTensors } from "../../runtime/engine.ts";
import { modelChannels } from "../../learn/model-input.ts";
import type { LearnerSpec } from "../../learn/learner-spec.ts";

/** A batch of clips as a step takes it: frames of noise, horizons as the default recipe draws them. */
export function noiseBatch(spec: LearnerSpec, seed: number): NamedTensors {
  const shape = [spec.batch, spec.height, spec.width, modelChannels];
  const frame = (name: string): HostTensor => {
    const random = randomFor(seed, "bench", name);
    const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
    for (let i = 0; i < data.length; i++) data[i] = 4 * random.uniform() - 2;
    return { dtype: "float32", shape, data };
  };
  const random = randomFor(seed, "bench", "horizonS");
  const horizonS = Float32Array.from(
    { length: spec.batch },
    () => 0.1 + 0.05 * (1 + random.integer(6)),
  );
  return {
    previous: frame("previous"),
    current: frame("current"),
    next: frame("next"),
    horizonS: { dtype: "float32", shape: [spec.batch], data: horizonS },
  };
}
