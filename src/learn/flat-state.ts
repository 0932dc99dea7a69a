import { defineGraph, type Graph } from "../graph/graph.ts";
import { inlineGraph } from "../graph/inline-graph.ts";
import { input } from "../graph/leaves.ts";
import { placed } from "../graph/label.ts";
import { concat } from "../graph/ops/concat.ts";
import { reshape } from "../graph/ops/reshape.ts";
import { split } from "../graph/ops/split.ts";
import { madeBy } from "../graph/passes/match.ts";
import { usesOf } from "../graph/passes/uses.ts";
import { elementCount } from "../graph/shape.ts";
import type { Value } from "../graph/value.ts";
import type { StateTensor } from "./emit-update.ts";
import type { StateBuffer } from "./state-buffers.ts";

/**
 * Where a step joins its state tensors to vectors, it might as well be given the vectors. Finds the
 * concatenations of state tensors in a step and makes each one a buffer; every other state tensor stays
 * its own. A tensor is part of one buffer only.
 */
export function findBuffers(step: Graph, state: readonly StateTensor[]): readonly StateBuffer[] {
  const byValue = new Map<Value, StateTensor>();
  const byName = new Map(state.map((tensor) => [tensor.name, tensor]));
  for (const value of step.inputs) {
    const tensor = byName.get(step.names.get(value) ?? "");
    if (tensor) byValue.set(value, tensor);
  }
  const taken = new Set<StateTensor>();
  const joined: StateBuffer[] = [];
  for (const node of step.nodes) {
    if (node.op !== "Concat" || node.outputs[0]?.shape.length !== 1) continue;
    const members = node.inputs.map((part) => part && byValue.get(sourceOf(part)));
    const isWhole = members.every((member) => member !== undefined && !taken.has(member));
    if (!isWhole || new Set(members).size !== members.length) continue;
    members.forEach((member) => member && taken.add(member));
    joined.push(bufferOf(`state/${joined.length}`, members as readonly StateTensor[]));
  }
  const single = state.filter((tensor) => !taken.has(tensor));
  return [
    ...joined,
    ...single.map((tensor) => ({
      name: tensor.name,
      next: tensor.next,
      shape: tensor.shape,
      members: [{ name: tensor.name, shape: tensor.shape, offset: 0 }],
    })),
  ];
}

/**
 * The graph on buffers instead of named tensors: it reads each member as a part of its buffer, and, when
 * it writes the members' next values, writes the next buffer. Passes then take out what cancels.
 */
export function onBuffers(graph: Graph, buffers: readonly StateBuffer[]): Graph {
  const inputs = new Map(graph.inputs.map((value) => [graph.names.get(value)!, value]));
  const uses = usesOf(graph);
  const isStep = buffers.some(({ members }) =>
    members.some((m) => `next/${m.name}` in graph.outputs),
  );
  // Cutting the state is no layer's work, and the parts are not saved activations.
  const place = { label: "state", direction: isStep ? "update" : "forward" } as const;
  const given = Object.fromEntries(inputs);
  const flatInputs: Value[] = [];
  const wanted = buffers.filter((buffer) => buffer.members.some(({ name }) => inputs.has(name)));
  for (const { name, shape, members } of wanted) {
    if (inputs.has(name)) continue;
    const flat = input(name, "float32", shape);
    flatInputs.push(flat);
    const sizes = members.map((member) => elementCount(member.shape));
    placed(place, () => split(flat, sizes, 0)).forEach((part, i) => {
      const member = members[i]!;
      const read = inputs.get(member.name);
      if (!read) return;
      const reader = uses.readersOf(read)[0] ?? place;
      given[member.name] = placed(reader, () => reshape(part, member.shape));
    });
  }
  const outputs = new Map(Object.entries(inlineGraph(graph, given)));
  for (const { next, members } of wanted) {
    const nexts = members.map(({ name }) => outputs.get(`next/${name}`));
    if (next === undefined || outputs.has(next) || !nexts.every((value) => value !== undefined))
      continue;
    const joined = placed(place, () =>
      concat(
        nexts.map((value) => reshape(value, [elementCount(value.shape)])),
        0,
      ),
    );
    outputs.set(next, joined);
    for (const { name } of members) outputs.delete(`next/${name}`);
  }
  const kept = graph.inputs.filter((value) => given[graph.names.get(value)!] === value);
  return defineGraph({
    name: graph.name,
    inputs: [...flatInputs, ...kept],
    outputs: Object.fromEntries(outputs),
  });
}

function bufferOf(name: string, tensors: readonly StateTensor[]): StateBuffer {
  let offset = 0;
  const members = tensors.map(({ name: member, shape }) => {
    const at = offset;
    offset += elementCount(shape);
    return { name: member, shape, offset: at };
  });
  return { name, next: `next/${name}`, shape: [offset], members };
}

function sourceOf(part: Value): Value {
  return madeBy("Reshape", part)?.inputs[0] ?? part;
}
