import { cast } from "../graph/ops/cast.ts";
import { placed } from "../graph/label.ts";
import { mul } from "../graph/ops/mul.ts";
import { rebuild, withInputs } from "../graph/rebuild.ts";
import { storageOf } from "../graph/storage.ts";
import { valueBytes } from "../graph/value-bytes.ts";
import type { Node, Value } from "../graph/value.ts";
import { backwardStages } from "./backward-stages.ts";
import { oneAfter } from "./one-after.ts";
import { planSegments } from "./plan-segments.ts";
import { passesOf } from "./saved-activations.ts";

/**
 * The same gradients with less memory: the forward pass is cut into stretches, only what crosses a cut
 * is kept, and the backward pass makes a stretch anew just before it needs it (gradient
 * checkpointing). Costs up to one more forward pass. The arithmetic is the same to the last bit; a runtime
 * that fuses operators may round a copy otherwise than the original (9e-7 of the gradient with vit).
 *
 * A second copy of an expression is what every optimiser merges with the first. So one small operand
 * of whatever starts a copy is multiplied by a 1 that is known only after the backward pass has left
 * the stretches behind it (`oneAfter`): the copy cannot be merged, and cannot be made too early.
 * @see Chen et al. 2016, arXiv:1604.06174, §3
 */
export function recompute(loss: Value, gradients: readonly Value[]): readonly Value[] {
  const { forward, backward, reads, isForward } = passesOf(loss, gradients);
  const plan = planSegments(forward, new Set(reads.map(({ value }) => storageOf(value))));
  // The backward pass begins where the forward pass ends: the last stretch is still there.
  const last = plan.segments - 1;
  const isKept = (value: Value): boolean => {
    const { node } = storageOf(value);
    if (node.kind !== "operator" || !isForward(node)) return true;
    return plan.boundaries.has(storageOf(value)) || plan.segmentOf(node) === last;
  };
  const stages = backwardStages({
    backward,
    gradients,
    stageOf: (value) => {
      const { node } = storageOf(value);
      if (node.kind !== "operator" || !isForward(node)) return undefined;
      const segment = plan.segmentOf(node);
      return segment === last || !isKept(value) ? segment : undefined;
    },
  });
  const ones = new Map<number, Value>();
  const oneFor = (segment: number): Value => {
    const exits = stages.exitsBefore(segment);
    const one = ones.get(segment) ?? oneAfter(exits.length > 0 ? exits : [loss]);
    ones.set(segment, one);
    return one;
  };

  // In order, so that what an operator reads is copied before it. What nothing reads stays unused.
  const copies = new Map<Node, readonly Value[]>();
  for (const node of forward) {
    const segment = plan.segmentOf(node);
    if (segment === last || node.outputs.every(isKept)) continue;
    const inputs = node.inputs.map(
      (x) => x && (isKept(x) ? x : (copies.get(x.node)?.[x.output] ?? x)),
    );
    const isStart = inputs.every((value, i) => value === node.inputs[i]);
    // What is made anew is of its own layer, and belongs to the backward pass.
    const copy = { ...node, direction: "backward" } as const;
    const held = isStart ? placed(copy, () => heldBack(inputs, () => oneFor(segment))) : inputs;
    if (held) copies.set(node, withInputs(copy, held));
  }
  return rebuild(gradients, (operand, reader) =>
    isForward(reader) || isKept(operand) ? undefined : copies.get(operand.node)?.[operand.output],
  );
}

/**
 * The inputs, the smallest of them that can be multiplied by 1; undefined where none can. Constants
 * are left alone: some operators take them for settings.
 */
function heldBack(
  inputs: readonly (Value | undefined)[],
  one: () => Value,
): readonly (Value | undefined)[] | undefined {
  const [smallest] = inputs
    .filter((value) => value !== undefined)
    .filter(({ dtype, node }) => /^float/.test(dtype) && node.kind !== "constant")
    .sort((a, b) => valueBytes(a) - valueBytes(b));
  if (!smallest) return undefined;
  const factor = smallest.dtype === "float32" ? one() : cast(one(), smallest.dtype);
  const late = mul(smallest, factor);
  return inputs.map((value) => (value === smallest ? late : value));
}
