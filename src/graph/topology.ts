import type { Node, Value } from "./value.ts";

/**
 * Every node that `values` are made from, each after the nodes it reads.
 *
 * The order hangs on the expression alone (depth first, inputs left to right), so equal expressions
 * give equal orders. Iterative: a compiled step is deeper than the call stack.
 */
export function topologicalOrder(values: readonly Value[]): readonly Node[] {
  const order: Node[] = [];
  const started = new Set<Node>();
  for (const value of values) {
    const path: { readonly node: Node; next: number }[] = [];
    const enter = (node: Node): void => {
      if (started.has(node)) return;
      started.add(node);
      path.push({ node, next: 0 });
    };
    enter(value.node);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const inputs = top.node.kind === "operator" ? top.node.inputs : [];
      if (top.next < inputs.length) {
        const input = inputs[top.next++];
        if (input) enter(input.node);
      } else {
        order.push(top.node);
        path.pop();
      }
    }
  }
  return order;
}
