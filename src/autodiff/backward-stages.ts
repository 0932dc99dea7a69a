import type { Node, OperatorNode, Value } from "../graph/value.ts";

/** A backward pass told apart by which stretch of the forward pass it gets to, from the last to the first. */
export interface BackwardStages {
  /**
   * What must be known before the backward pass has no use any more for any stretch behind `segment`:
   * whatever the stage before it hands on, to earlier stretches or as a gradient. Never empty.
   */
  exitsBefore(segment: number): readonly Value[];
}

/**
 * Sorts the backward pass into stages. An operator belongs to the earliest stretch that it hangs on, so
 * that everything of one stage can be done before anything of the next.
 *
 * @param backward in order, each after what it reads
 * @param stageOfRead the stretch that a value of the forward pass has to be made anew with; `last`
 *   where it has not
 */
export function backwardStages(options: {
  readonly backward: readonly OperatorNode[];
  readonly gradients: readonly Value[];
  readonly last: number;
  readonly stageOfRead: (value: Value) => number;
}): BackwardStages {
  const { backward, gradients, last, stageOfRead } = options;
  const stageOf = new Map<Node, number>();
  for (const node of backward) {
    const stages = node.inputs.map((x) => (x ? (stageOf.get(x.node) ?? stageOfRead(x)) : last));
    stageOf.set(node, Math.min(last, ...stages));
  }
  const exits = new Map<number, Set<Value>>();
  const leave = (value: Value): void => {
    const stage = stageOf.get(value.node);
    if (stage === undefined) return;
    exits.set(stage, (exits.get(stage) ?? new Set()).add(value));
  };
  for (const node of backward) {
    for (const x of node.inputs) {
      if (x && (stageOf.get(x.node) ?? 0) > stageOf.get(node)!) leave(x);
    }
  }
  gradients.forEach(leave);
  return {
    exitsBefore: (segment) => {
      const later = [...exits.keys()].filter((stage) => stage > segment);
      return [...exits.get(Math.min(...later))!];
    },
  };
}
