import type { GradientRule } from "../../src/autodiff/rule.ts";
import { AppError } from "../../src/core/errors.ts";
import { scale } from "../../src/graph/derived/scale.ts";
import { zerosLike } from "../../src/graph/derived/zeros-like.ts";
import { isFloat } from "../../src/graph/dtypes.ts";
import { constant } from "../../src/graph/leaves.ts";
import { inputName } from "../../src/graph/named-inputs.ts";
import { neg } from "../../src/graph/ops/neg.ts";
import { reshape } from "../../src/graph/ops/reshape.ts";
import { slice } from "../../src/graph/ops/slice.ts";
import { sameShape } from "../../src/graph/shape.ts";
import { topologicalOrder } from "../../src/graph/topology.ts";
import type { Node, OperatorNode, Value } from "../../src/graph/value.ts";
import { emittedNodes, replaced } from "./emitted-graph.ts";
import { nodeMutations } from "./node-mutations.ts";

type Thunks = ReturnType<GradientRule["gradients"]>;

/**
 * Every wrong variant of what a rule answered for one node, by name: the same name is the same mistake
 * in another case. Each is built when it is asked for.
 */
export function mutantsOf(
  rule: GradientRule,
  node: OperatorNode,
  dOutputs: readonly (Value | undefined)[],
): ReadonlyMap<string, () => Thunks> {
  const thunks = rule.gradients(node, dOutputs);
  const given = [...node.inputs, ...node.outputs, ...dOutputs].filter((x) => x !== undefined);
  const mutants = new Map<string, () => Thunks>();
  thunks.forEach((thunk, i) => {
    const target = node.inputs[i];
    if (!thunk || !target) return;
    const gradient = thunk();
    const name = nameAt(rule, i);
    const wrong = (what: string, make: () => Value): void => {
      mutants.set(`${name}: ${what}`, () => thunks.with(i, make));
    };
    wrong("sign flipped", () => neg(gradient));
    wrong("factor doubled", () => scale(gradient, 2));
    wrong("factor halved", () => scale(gradient, 0.5));
    wrong("gradient left out", () => zerosLike(gradient));
    if (!sameShape(gradient.shape, target.shape)) {
      wrong("broadcast sum left out", () => firstOnly(gradient, target));
    }
    for (const [what, make] of wrongNodes(gradient, given)) wrong(what, make);
  });
  thunks.forEach((thunk, i) => {
    thunks.slice(0, i).forEach((other, j) => {
      // Where both are the very same value, as for a sum, there is nothing to swap.
      if (!thunk || !other || !node.inputs[i] || !node.inputs[j] || thunk() === other()) return;
      const names = `${nameAt(rule, j)} and ${nameAt(rule, i)}`;
      mutants.set(`${names}: gradients swapped`, () => thunks.with(i, other).with(j, thunk));
    });
  });
  return mutants;
}

function nameAt(rule: GradientRule, i: number): string {
  const { inputNames } = rule;
  const name = inputName(inputNames[Math.min(i, inputNames.length - 1)] ?? "");
  return i < inputNames.length ? name : `${name}[${i - inputNames.length + 1}]`;
}

/** The first of the copies along each broadcast axis, instead of their sum. */
function firstOnly(gradient: Value, target: Value): Value {
  const skip = gradient.shape.length - target.shape.length;
  const axes = gradient.shape.map((_, axis) => axis);
  const ends = gradient.shape.map((size, axis) =>
    axis < skip || target.shape[axis - skip] === 1 ? 1 : size,
  );
  return reshape(slice(gradient, { axes, starts: axes.map(() => 0), ends }), target.shape);
}

/** The gradient with one emitted node wrong, for each node and each mistake that it allows. */
function wrongNodes(
  gradient: Value,
  given: readonly Value[],
): readonly (readonly [string, () => Value])[] {
  const seen = new Map<string, number>();
  const used = new Set(valuesIn(gradient));
  const put = (old: Value, made: Value) => () => replaced(gradient, new Map([[old, made]]));
  return emittedNodes(gradient, given).flatMap((node) => {
    const kind = node.kind === "operator" ? node.op : node.kind;
    const count = seen.get(kind) ?? 0;
    seen.set(kind, count + 1);
    const at = `${kind} ${count}`;
    if (node.kind !== "operator") return wrongConstants(node, gradient, at);
    const old = node.outputs.find((output) => used.has(output));
    if (!old) return [];
    return nodeMutations.flatMap(({ name, mutate }) => {
      const made = unlessRefused(() => mutate(node, old));
      const fits = made && made.dtype === old.dtype && sameShape(made.shape, old.shape);
      return fits ? [[`${at} ${name}`, put(old, made)] as const] : [];
    });
  });
}

/** Above this a factor only saturates what it scales (the mask of relu): twice it is no mistake. */
const largestFactor = 1e6;

function wrongConstants(
  node: Node,
  gradient: Value,
  at: string,
): readonly (readonly [string, () => Value])[] {
  const old = valuesIn(gradient).find((value) => value.node === node);
  if (!old || node.kind !== "constant" || !isFloat(old.dtype)) return [];
  const largest = node.data.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  if (largest === 0 || largest > largestFactor) return [];
  const times = (factor: number) => () => {
    const made = constant(
      old.shape,
      node.data.map((x) => factor * x),
      old.dtype,
    );
    return replaced(gradient, new Map([[old, made]]));
  };
  return [
    [`${at} negated`, times(-1)],
    [`${at} doubled`, times(2)],
  ];
}

/** Every value that something in the gradient reads, and the gradient itself. */
function valuesIn(gradient: Value): readonly Value[] {
  const read = topologicalOrder([gradient]).flatMap((node) =>
    node.kind === "operator" ? node.inputs : [],
  );
  return [gradient, ...read.filter((value) => value !== undefined)];
}

function unlessRefused<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}
