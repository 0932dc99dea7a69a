import { randomFor } from "../../src/core/random.ts";
import { sumAll } from "../../src/graph/derived/sum-all.ts";
import { input } from "../../src/graph/leaves.ts";
import { add } from "../../src/graph/ops/add.ts";
import { mul } from "../../src/graph/ops/mul.ts";
import { elementCount } from "../../src/graph/shape.ts";
import { normalTensor, type Feeds } from "./feeds.ts";
import { freeParameter, runUpdates } from "./update-runner.ts";

/** A tensor as an algorithm on paper sees it. */
export interface PlainTensor {
  readonly isDecayed: boolean;
  readonly values: number[];
}

const shapes = { kernel: [2, 3], weight: [4], bias: [3], scale: [2] } as const;
const names = Object.keys(shapes) as (keyof typeof shapes)[];
const isDecayed = (name: string): boolean => name === "kernel" || name === "weight";

/**
 * Runs an optimizer on two weights and two others whose gradients are given, beside `algorithm`, and
 * hands both results over after every step. Gradients are random around a common direction, as on a
 * correlated stream.
 *
 * @param algorithm one step, counted from 1: moves the tensors in place by their gradients
 */
export function besideAlgorithm(
  optimizer: { readonly name: string } & Readonly<Record<string, unknown>>,
  algorithm: (
    tensors: readonly PlainTensor[],
    gradients: readonly (readonly number[])[],
    step: number,
  ) => void,
  compare: (found: readonly number[], expected: readonly number[], step: number) => void,
  { steps, seed }: { readonly steps: number; readonly seed: number },
): void {
  const start = names.map((name) => [
    ...normalTensor(shapes[name], randomFor(seed, "start", name)).data,
  ]);
  const common = names.map((name) => normalTensor(shapes[name], randomFor(seed, "common", name)));
  const parameters = names.map((name) => freeParameter(name, shapes[name], isDecayed(name)));
  const loss = parameters
    .map(({ name, shape, value }) => sumAll(mul(input(`d-${name}`, "float32", shape), value)))
    .reduce(add);
  const runner = runUpdates({
    loss,
    parameters,
    optimizer,
    start: Object.fromEntries(names.map((name, i) => [name, start[i]!])),
  });
  const tensors = names.map((name, i) => ({ isDecayed: isDecayed(name), values: [...start[i]!] }));
  for (let step = 1; step <= steps; step++) {
    const gradients = names.map((name, i) => {
      const noise = normalTensor(shapes[name], randomFor(seed, "gradient", name, step)).data;
      return Array.from(
        { length: elementCount(shapes[name]) },
        (_, k) => 0.3 * (common[i]!.data[k]! + 0.5 * noise[k]!),
      );
    });
    const feeds: Feeds = new Map(
      names.map((name, i) => [
        `d-${name}`,
        { shape: shapes[name], data: Float64Array.from(gradients[i]!) },
      ]),
    );
    runner.step(feeds);
    algorithm(tensors, gradients, step);
    compare(
      names.flatMap((name) => [...runner.state(name)]),
      tensors.flatMap(({ values }) => values),
      step,
    );
  }
}
