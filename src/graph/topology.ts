import { fail } from "../core/errors.ts";
import { showType } from "./shape.ts";
import type { Node, OperatorNode, Value } from "./value.ts";

/**
 * Every node that `values` are made from, each after the nodes it reads. What the nodes of `until` are
 * made from is left out.
 *
 * The order hangs on the expression alone (depth first, inputs left to right), so equal expressions
 * give equal orders. Iterative: a compiled step is deeper than the call stack.
 *
 * @throws AppError GRAPH_INVALID when a node reads what is made from it. Builders cannot make such a
 *   cycle; code that wires nodes by hand can.
 */
export function topologicalOrder(
  values: readonly Value[],
  until: ReadonlySet<Node> = new Set(),
): readonly Node[] {
  const order: Node[] = [];
  const isFinished = new Map<Node, boolean>();
  // Two lists instead of one of pairs: every pass comes through here, with every node.
  const path: OperatorNode[] = [];
  const nextInput: number[] = [];
  const enter = (node: Node): void => {
    const known = isFinished.get(node);
    if (known === false) failForCycle(node);
    if (known !== undefined) return;
    if (node.kind !== "operator" || until.has(node)) {
      isFinished.set(node, true);
      order.push(node);
      return;
    }
    isFinished.set(node, false);
    path.push(node);
    nextInput.push(0);
  };
  for (const value of values) {
    enter(value.node);
    while (path.length > 0) {
      const top = path.length - 1;
      const node = path[top]!;
      const at = nextInput[top]!;
      if (at < node.inputs.length) {
        nextInput[top] = at + 1;
        const input = node.inputs[at];
        if (input) enter(input.node);
      } else {
        order.push(node);
        isFinished.set(node, true);
        path.pop();
        nextInput.pop();
      }
    }
  }
  return order;
}

function failForCycle(node: Node): never {
  const op = node.kind === "operator" ? node.op : node.kind;
  const types = node.kind === "operator" ? node.outputs.map(showType).join(", ") : "";
  fail("GRAPH_INVALID", `${op} '${types}'`, "it reads what is made from its own output: a cycle");
}
