import { showType } from "../shape.ts";
import type { OperatorNode, Value } from "../value.ts";
import type { GraphPass } from "./graph-pass.ts";
import { uniformValue } from "./match.ts";
import { rewriteGraph } from "./rewrite-graph.ts";

/** Keeps one of several nodes that compute the same from the same. Exact. */
export const commonSubexpressions: GraphPass = {
  name: "common-subexpressions",
  run: (graph) => {
    const idOf = createValueIds();
    const first = new Map<string, readonly Value[]>();
    return rewriteGraph(graph, (node) => {
      const key = keyOf(node, idOf);
      const known = first.get(key);
      if (!known) first.set(key, node.outputs);
      return known;
    });
  },
};

function keyOf(node: OperatorNode, idOf: (value: Value) => number): string {
  const read = node.inputs.map((value) => (value ? idOf(value) : "_")).join();
  const settings = Object.keys(node.attributes)
    .sort()
    .map((name) => `${name}=${JSON.stringify(node.attributes[name])}`);
  return `${node.domain}.${node.op}(${read})${settings.join()}`;
}

/** Numbers values; constants that hold the same have the same number. */
function createValueIds(): (value: Value) => number {
  const ids = new Map<Value, number>();
  const constants = new Map<string, { readonly data: Float64Array; readonly id: number }[]>();
  let next = 0;
  const constantId = (value: Value, data: Float64Array): number => {
    const filled = uniformValue(value);
    const start = filled === undefined ? data.slice(0, 8).join() : showNumber(filled);
    const key = `${showType(value)} ${filled === undefined ? "starts" : "filled"} ${start}`;
    const alike = constants.get(key) ?? [];
    const known = alike.find(
      (entry) => filled !== undefined || entry.data.every((x, i) => Object.is(x, data[i])),
    );
    if (known) return known.id;
    constants.set(key, [...alike, { data, id: next }]);
    return next++;
  };
  return (value) => {
    const { node } = value;
    const id = ids.get(value) ?? (node.kind === "constant" ? constantId(value, node.data) : next++);
    ids.set(value, id);
    return id;
  };
}

/** Tells −0 from 0. */
function showNumber(x: number): string {
  return Object.is(x, -0) ? "-0" : String(x);
}
