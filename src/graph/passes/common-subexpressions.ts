import type { Attributes } from "../attributes.ts";
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
  let key = `${node.domain}.${node.op}(`;
  for (const value of node.inputs) key += value ? `${idOf(value)},` : "_,";
  return `${key})${settingsOf(node.attributes)}`;
}

/** Attributes and constants outlive many passes: what was written out of them once is kept. */
const settings = new WeakMap<Attributes, string>();
const contents = new WeakMap<Value, string>();

function settingsOf(attributes: Attributes): string {
  const known = settings.get(attributes);
  if (known !== undefined) return known;
  const list = Object.keys(attributes)
    .sort()
    .map((name) => `${name}=${JSON.stringify(attributes[name])}`);
  settings.set(attributes, list.join());
  return list.join();
}

/** Type and first numbers of a constant, or the one that fills it. */
function contentOf(value: Value, data: Float64Array): string {
  const known = contents.get(value);
  if (known !== undefined) return known;
  const filled = uniformValue(value);
  const start = filled === undefined ? data.slice(0, 8).join() : showNumber(filled);
  const content = `${showType(value)} ${filled === undefined ? "starts" : "filled"} ${start}`;
  contents.set(value, content);
  return content;
}

/** Numbers values; constants that hold the same have the same number. */
function createValueIds(): (value: Value) => number {
  const ids = new Map<Value, number>();
  const constants = new Map<string, { readonly data: Float64Array; readonly id: number }[]>();
  let next = 0;
  const constantId = (value: Value, data: Float64Array): number => {
    const key = contentOf(value, data);
    const alike = constants.get(key) ?? [];
    const isFilled = uniformValue(value) !== undefined;
    const known = alike.find((entry) => isFilled || holdsSame(entry.data, data));
    if (known) return known.id;
    constants.set(key, [...alike, { data, id: next }]);
    return next++;
  };
  return (value) => {
    const known = ids.get(value);
    if (known !== undefined) return known;
    const { node } = value;
    const id = node.kind === "constant" ? constantId(value, node.data) : next++;
    ids.set(value, id);
    return id;
  };
}

function holdsSame(a: Float64Array, b: Float64Array): boolean {
  let i = 0;
  while (i < a.length && Object.is(a[i], b[i])) i++;
  return i === a.length;
}

/** Tells −0 from 0. */
function showNumber(x: number): string {
  return Object.is(x, -0) ? "-0" : String(x);
}
