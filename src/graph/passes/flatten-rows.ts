import type { Graph } from "../graph.ts";
import { reshape } from "../ops/reshape.ts";
import { sameShape } from "../shape.ts";
import type { OperatorNode, Value } from "../value.ts";
import type { GraphPass } from "./graph-pass.ts";
import { madeBy } from "./match.ts";
import { rewriteGraph } from "./rewrite-graph.ts";
import { asRows, rowOperatorOf, type RowOperator } from "./row-operator.ts";
import { usesOf, type Uses } from "./uses.ts";

/**
 * Computes whole regions of row operators on matrices [rows, C] instead of [B, H, W, C]: the reshapes
 * around every product of a layer and its gradient go, and products become ones that `Gemm` can do. A
 * region is respelled only where that leaves fewer nodes. Exact.
 */
export const flattenRows: GraphPass = {
  name: "flatten-rows",
  run: (graph) => {
    const uses = usesOf(graph);
    const found = new Map<OperatorNode, RowOperator>();
    for (const node of graph.nodes) {
      const operator = rowOperatorOf(node);
      if (operator) found.set(node, operator);
    }
    const chosen = new Set(
      regionsOf(graph, found).flatMap((region) => (gain(region, found, uses) > 0 ? region : [])),
    );
    if (chosen.size === 0) return graph;
    const flat = new Map<Value, Value>();
    const rowsOf = (value: Value): Value => {
      const known = flat.get(value) ?? matrixBehind(value) ?? reshape(value, asRows(value.shape));
      flat.set(value, known);
      return known;
    };
    return rewriteGraph(graph, (node, original) => {
      const operator = chosen.has(original) ? found.get(original) : undefined;
      if (!operator) return undefined;
      const inputs = node.inputs.map((value, i) =>
        value && operator.rows.includes(i) ? rowsOf(value) : value,
      );
      const made = rowOperatorOf(node)!.rebuild(inputs);
      return made.map((value, i) => {
        const back = reshape(value, node.outputs[i]!.shape);
        flat.set(back, value);
        return back;
      });
    });
  },
};

/** The matrix that `value` is a reshape of, rows kept whole. */
function matrixBehind(value: Value): Value | undefined {
  const source = madeBy("Reshape", value)?.inputs[0];
  return source && sameShape(source.shape, asRows(value.shape)) ? source : undefined;
}

/** Row operators that hand rows to one another, each region in the graph's order. */
function regionsOf(
  graph: Graph,
  found: ReadonlyMap<OperatorNode, RowOperator>,
): readonly (readonly OperatorNode[])[] {
  const parent = new Map<OperatorNode, OperatorNode>();
  const rootOf = (node: OperatorNode): OperatorNode => {
    let root = node;
    for (let up = parent.get(root); up; up = parent.get(root)) root = up;
    if (root !== node) parent.set(node, root);
    return root;
  };
  for (const [node, { rows }] of found) {
    for (const i of rows) {
      const { node: maker } = node.inputs[i]!;
      if (maker.kind !== "operator" || !found.has(maker)) continue;
      const [a, b] = [rootOf(maker), rootOf(node)];
      if (a !== b) parent.set(b, a);
    }
  }
  const regions = new Map<OperatorNode, OperatorNode[]>();
  for (const node of graph.nodes) {
    if (!found.has(node)) continue;
    const root = rootOf(node);
    regions.set(root, [...(regions.get(root) ?? []), node]);
  }
  return [...regions.values()];
}

/** Nodes that a region on matrices spares, less the reshapes that it needs at its borders. */
function gain(
  region: readonly OperatorNode[],
  found: ReadonlyMap<OperatorNode, RowOperator>,
  uses: Uses,
): number {
  const inside = new Set(region);
  const seen = new Set<Value>();
  let spared = 0;
  for (const node of region) {
    // As a product of matrices it can take in its bias, or the transpose of its weight.
    if (node.op === "MatMul") spared += 1;
    for (const i of found.get(node)!.rows) {
      const value = node.inputs[i]!;
      if (seen.has(value) || (value.node.kind === "operator" && inside.has(value.node))) continue;
      seen.add(value);
      if (value.node.kind === "constant") continue;
      const others = uses.readersOf(value).filter((reader) => !inside.has(reader));
      if (!matrixBehind(value)) spared -= others.some(isToRows) ? 0 : 1;
      else if (others.length === 0 && !uses.isOutput(value)) spared += 1;
    }
    for (const value of node.outputs) {
      const outside = uses.readersOf(value).filter((reader) => !inside.has(reader));
      const others = outside.filter((reader) => reader.op !== "Reshape");
      if (others.length > 0 || uses.isOutput(value)) spared -= 1;
      spared += outside.filter(isToRows).length;
    }
  }
  return spared;
}

/** Whether a node reshapes its input to rows: on a region's border that is what the region needs. */
function isToRows({ op, inputs: [x], outputs: [y] }: OperatorNode): boolean {
  return (
    op === "Reshape" && x !== undefined && y !== undefined && sameShape(y.shape, asRows(x.shape))
  );
}
