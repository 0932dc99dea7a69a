import { randomFor, type Random } from "../../src/core/random.ts";
import type { Initializer } from "../../src/graph/parameters.ts";
import { elementCount } from "../../src/graph/shape.ts";
import type { Shape } from "../../src/graph/value.ts";
import type { StateBuffer } from "../../src/learn/state-buffers.ts";
import type { Tensor } from "./evaluate.ts";

/** What `evaluate` is fed: tensors by the name of the input. */
export type Feeds = Map<string, Tensor>;

export function tensorOf(shape: Shape, values: ArrayLike<number> | number): Tensor {
  const count = elementCount(shape);
  const data =
    typeof values === "number" ? new Float64Array(count).fill(values) : Float64Array.from(values);
  if (data.length !== count) throw new Error(`${data.length} values do not fill [${shape.join()}]`);
  return { shape, data };
}

/** Standard normal numbers. */
export function normalTensor(shape: Shape, random: Random): Tensor {
  return tensorOf(
    shape,
    Array.from({ length: elementCount(shape) }, () => random.normal()),
  );
}

interface Initialized {
  readonly name: string;
  readonly shape: Shape;
  readonly init: Initializer;
  readonly startsAs?: string | undefined;
}

/**
 * Values for parameters. `spread` moves every one off its start by that many deviations, so that
 * biases and the products that start at zero take part in what is tested.
 */
export function parameterFeeds(
  parameters: readonly Initialized[],
  { seed, spread = 0 }: { readonly seed: number; readonly spread?: number },
): Feeds {
  return new Map(
    parameters.map(({ name, shape, init, startsAs = name }) => {
      const random = randomFor(seed, "feeds", startsAs);
      const start = (): number => {
        if (init.kind === "constant") return init.value;
        const std = init.kind === "normal" ? init.std : init.gain / Math.sqrt(init.fanIn);
        return std * random.normal();
      };
      const values = Array.from(
        { length: elementCount(shape) },
        () => start() + spread * random.normal(),
      );
      return [name, tensorOf(shape, values)];
    }),
  );
}

/** The same numbers as a step's buffers hold them. */
export function packFeeds(buffers: readonly StateBuffer[], named: Feeds): Feeds {
  return new Map(
    buffers.map(({ name, shape, members }) => {
      const tensor = tensorOf(shape, 0);
      for (const member of members) tensor.data.set(named.get(member.name)!.data, member.offset);
      return [name, tensor];
    }),
  );
}
