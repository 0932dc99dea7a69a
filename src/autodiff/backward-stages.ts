import type { Node, OperatorNode, Value } from "../graph/value.ts";

/** A backward pass told apart by which stretch of the forward pass it gets to, from the last to the first. */
export interface BackwardStages {
  /**
   * What must be known before the backward pass has no use any more for any stretch behind `segment`:
   * whatever the stage before it hands on, to earlier stretches or as a gradient. Empty where the
   * backward pass begins with `segment`.
   */
  exitsBefore(segment: number): readonly Value[];
}

/**
 * Sorts the backward pass into stages. An operator belongs to the earliest stretch that it hangs on, so
 * that everything of one stage can be done before anything of the next.
 *
 * What hangs on no stretch, a mask of something that is kept, belongs to no stage: to wait for it would
 * make it early, and hold it.
 *
 * @param backward in order, each after what it reads
 * @param stageOf the stretch that a value of the forward pass is of: one that is made anew, or the
 *   last; undefined for what is kept of another, and for what is no value of the forward pass
 */
export function backwardStages(options: {
  readonly backward: readonly OperatorNode[];
  readonly gradients: readonly Value[];
  readonly stageOf: (value: Value) => number | undefined;
}): BackwardStages {
  const { backward, gradients, stageOf } = options;
  const known = new Map<Node, number>();
  const stageOfOperand = (x: Value | undefined): number | undefined =>
    x && (known.get(x.node) ?? stageOf(x));
  for (const node of backward) {
    const stages = node.inputs.map(stageOfOperand).filter((stage) => stage !== undefined);
    if (stages.length > 0) known.set(node, Math.min(...stages));
  }
  const exits = new Map<number, Set<Value>>();
  const leave = (value: Value, into: number): void => {
    const stage = known.get(value.node);
    if (stage === undefined || stage <= into) return;
    exits.set(stage, (exits.get(stage) ?? new Set()).add(value));
  };
  for (const node of backward) {
    const into = known.get(node);
    if (into === undefined) continue;
    for (const operand of node.inputs) if (operand) leave(operand, into);
  }
  for (const value of gradients) leave(value, -1);
  return {
    exitsBefore: (segment) => {
      const later = [...exits.keys()].filter((stage) => stage > segment);
      return [...(exits.get(Math.min(...later)) ?? [])];
    },
  };
}
