import { storageOf } from "../graph/storage.ts";
import { topologicalOrder } from "../graph/topology.ts";
import { valueBytes } from "../graph/value-bytes.ts";
import type { Node, OperatorNode, Value } from "../graph/value.ts";

/** A value that the forward pass makes and the backward pass reads: memory is held for it in between. */
export interface SavedActivation {
  readonly value: Value;
  readonly bytes: number;
}

/**
 * What a step holds between its two passes, as the compiler sees it, in the forward pass's order.
 *
 * The forward pass is what `loss` is made from, the backward pass what `gradients` are made from
 * besides. Views (a Reshape) count once, as the value whose memory they are; inputs of the graph and
 * constants are there anyway and do not count.
 */
export function savedActivations(
  loss: Value,
  gradients: readonly Value[],
): readonly SavedActivation[] {
  const { forward, reads } = passesOf(loss, gradients);
  const saved = new Set(reads.map(({ value }) => storageOf(value)));
  return forward.flatMap((node) =>
    node.outputs.flatMap((value) =>
      saved.has(value) ? [{ value, bytes: valueBytes(value) }] : [],
    ),
  );
}

/** The operators of both passes, each after what it reads, and what crosses from one to the other. */
export interface Passes {
  readonly forward: readonly OperatorNode[];
  readonly backward: readonly OperatorNode[];
  readonly isForward: (node: Node) => boolean;
  /** Every operand of the backward pass that the forward pass has made. */
  readonly reads: readonly { readonly value: Value; readonly reader: OperatorNode | undefined }[];
}

/** Tells the two passes apart. A gradient that is a forward value itself has no reader. */
export function passesOf(loss: Value, gradients: readonly Value[]): Passes {
  const isOperator = (node: Node): node is OperatorNode => node.kind === "operator";
  const forward = topologicalOrder([loss]).filter(isOperator);
  const own = new Set<Node>(forward);
  const backward = topologicalOrder(gradients)
    .filter(isOperator)
    .filter((node) => !own.has(node));
  const reads = backward.flatMap((reader) =>
    reader.inputs.flatMap((value) => (value && own.has(value.node) ? [{ value, reader }] : [])),
  );
  const direct = gradients
    .filter((value) => own.has(value.node))
    .map((value) => ({ value, reader: undefined }));
  return { forward, backward, isForward: (node) => own.has(node), reads: [...reads, ...direct] };
}
