import { randomFor } from "../core/random.ts";
import type { Initializer } from "../graph/parameters.ts";
import type { Shape } from "../graph/value.ts";
import type { HostTensor, NamedTensors } from "../runtime/engine.ts";

/** The state that a seed stands for; each tensor depends on the seed and the name it starts as alone. */
export function initialState(
  tensors: readonly {
    readonly name: string;
    readonly shape: Shape;
    readonly init: Initializer;
    readonly startsAs?: string | undefined;
  }[],
  seed: number,
): NamedTensors {
  return Object.fromEntries(
    tensors.map(({ name, shape, init, startsAs = name }): [string, HostTensor] => {
      const size = shape.reduce((a, b) => a * b, 1);
      const data = new Float32Array(size);
      if (init.kind === "constant") {
        data.fill(init.value);
      } else {
        const random = randomFor(seed, "init", startsAs);
        const std = init.kind === "normal" ? init.std : init.gain / Math.sqrt(init.fanIn);
        for (let i = 0; i < size; i++) data[i] = std * random.normal();
      }
      return [name, { dtype: "float32", shape, data }];
    }),
  );
}
