import { input } from "../../src/graph/leaves.ts";
import type { ParameterSpec } from "../../src/graph/parameters.ts";
import { elementCount } from "../../src/graph/shape.ts";
import type { Value } from "../../src/graph/value.ts";
import type { ParameterGroup } from "../../src/optim/flatten.ts";
import type { Transform, TransformContext } from "../../src/optim/transform.ts";
import { evaluate } from "./evaluate.ts";
import { tensorOf, type Feeds } from "./feeds.ts";

/** One application of a transform in float64: what it made of the updates, kept and published. */
export function applyTransform(
  transform: Transform,
  options: {
    /** Without `sizes` one tensor each. */
    readonly parameters: readonly (ParameterSpec & Partial<Pick<ParameterGroup, "sizes">>)[];
    /** One list of numbers for each parameter. */
    readonly updates: readonly (readonly number[])[];
    /** Parameters, slots and scheduled scalars by name; a slot that is not named is 0. */
    readonly values?: Readonly<Record<string, readonly number[]>>;
  },
): {
  readonly updates: readonly (readonly number[])[];
  readonly kept: Readonly<Record<string, readonly number[]>>;
  readonly metrics: Readonly<Record<string, number>>;
} {
  const { parameters, updates, values = {} } = options;
  const feeds: Feeds = new Map();
  const feed = (value: Value, name: string): Value => {
    feeds.set(name, tensorOf(value.shape, values[name] ?? 0));
    return value;
  };
  const kept = new Map<string, Value>();
  const metrics = new Map<string, Value>();
  const context: TransformContext = {
    parameters: parameters.map((p) => ({ sizes: [elementCount(p.shape)], ...p })),
    scheduled: (name) => feed(input(name, "float32", []), name),
    slot: (name, shape) => feed(input(name, "float32", shape), name),
    keep: (name, next) => kept.set(name, next),
    metric: (name, value) => metrics.set(name, value),
  };
  const given = parameters.map(({ name, shape, value }, i) => {
    feed(value, name);
    const update = input(`update/${name}`, "float32", shape);
    feeds.set(`update/${name}`, tensorOf(shape, updates[i]!));
    return update;
  });
  const numbers = (list: readonly Value[]): number[][] =>
    evaluate(list, feeds).map(({ data }) => [...data]);
  const made = numbers(transform(given, context));
  const named = (map: ReadonlyMap<string, Value>): [string, number[]][] => {
    const found = numbers([...map.values()]);
    return [...map.keys()].map((name, i) => [name, found[i]!]);
  };
  return {
    updates: made,
    kept: Object.fromEntries(named(kept)),
    metrics: Object.fromEntries(named(metrics).map(([name, [value]]) => [name, value!])),
  };
}
