import { nthOf } from "../graph/derived/nth-of.ts";
import { zeroAfter } from "../graph/derived/zero-after.ts";
import { defineGraph } from "../graph/graph.ts";
import { inlineGraph } from "../graph/inline-graph.ts";
import { input } from "../graph/leaves.ts";
import { concat } from "../graph/ops/concat.ts";
import { reshape } from "../graph/ops/reshape.ts";
import type { Value } from "../graph/value.ts";
import type { CompiledStep } from "./compiled-step.ts";

/**
 * `count` steps as one, each on the state that the one before has left: the engine starts once, and
 * reads and writes the state once. Every input but the state gets an axis of steps in front, and so
 * does every scalar output: [count]. One step is returned as it is.
 */
export function repeatStep(step: CompiledStep, count: number): CompiledStep {
  if (count === 1) return step;
  const { graph } = step;
  const isState = new Set(step.buffers.map(({ name }) => name));
  const nextOf = new Map(
    step.buffers.flatMap(({ name, next }) => (next === undefined ? [] : [[name, next] as const])),
  );
  const inputs = graph.inputs.map((value) => {
    const name = graph.names.get(value) ?? "";
    const shape = isState.has(name) ? value.shape : [count, ...value.shape];
    return { name, value: input(name, value.dtype, shape) };
  });

  let state = new Map(inputs.map(({ name, value }) => [name, value]));
  let ready: Value | undefined;
  let last: Readonly<Record<string, Value>> = {};
  const scalars = new Map<string, Value[]>(step.outputs.map((name) => [name, []]));
  for (let i = 0; i < count; i++) {
    const given = inputs.map(({ name, value }): [string, Value] => [
      name,
      isState.has(name) ? state.get(name)! : nthOf(value, i, ready),
    ]);
    last = inlineGraph(graph, Object.fromEntries(given));
    for (const [name, list] of scalars) list.push(reshape(last[name]!, [1]));
    const next = [...nextOf].map(([name, next]): [string, Value] => [name, last[next]!]);
    // What no step changes stays what it was.
    state = new Map([...state, ...next]);
    // The clips of the step to come would otherwise be prepared early, and take memory until then.
    ready = zeroAfter([...step.outputs.map((name) => last[name]!), next[0]![1]]);
  }
  const outputs = [
    ...[...scalars].map(([name, list]): [string, Value] => [name, concat(list, 0)]),
    ...[...nextOf.values()].map((next): [string, Value] => [next, last[next]!]),
  ];
  return {
    ...step,
    stepsPerRun: count,
    graph: defineGraph({
      name: graph.name,
      inputs: inputs.map(({ value }) => value),
      outputs: Object.fromEntries(outputs),
    }),
  };
}
