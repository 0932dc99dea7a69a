import { fail } from "../core/errors.ts";
import { showType } from "./shape.ts";
import type { Node, Value } from "./value.ts";

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
  const started = new Set<Node>();
  const finished = new Set<Node>();
  for (const value of values) {
    const path: { readonly node: Node; next: number }[] = [];
    const enter = (node: Node): void => {
      if (started.has(node)) {
        if (!finished.has(node)) failForCycle(node);
        return;
      }
      started.add(node);
      path.push({ node, next: 0 });
    };
    enter(value.node);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const { node } = top;
      const inputs = node.kind === "operator" && !until.has(node) ? node.inputs : [];
      if (top.next < inputs.length) {
        const input = inputs[top.next++];
        if (input) enter(input.node);
      } else {
        order.push(top.node);
        finished.add(top.node);
        path.pop();
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
