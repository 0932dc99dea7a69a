import { attribute } from "../attributes.ts";
import { elementCount, sameShape } from "../shape.ts";
import { reshape } from "../ops/reshape.ts";
import { transpose } from "../ops/transpose.ts";
import type { OperatorNode, Shape, Value } from "../value.ts";
import type { GraphPass } from "./graph-pass.ts";
import { madeBy } from "./match.ts";
import { rewriteGraph } from "./rewrite-graph.ts";

/**
 * One transpose for two in a row, also with reshapes between them that only split or join axes which
 * travel together; none where the second undoes the first. Exact.
 */
export const mergeTransposes: GraphPass = {
  name: "merge-transposes",
  run: (graph) =>
    rewriteGraph(graph, {
      Transpose: (node) => {
        const x = node.inputs[0]!;
        return afterTranspose(node, x) ?? afterReshape(node, x);
      },
    }),
};

function afterTranspose(node: OperatorNode, x: Value): Value | undefined {
  const first = madeBy("Transpose", x);
  const source = first?.inputs[0];
  if (!first || !source) return undefined;
  const inner = permutationOf(first);
  const perm = permutationOf(node).map((axis) => inner[axis]!);
  return perm.every((axis, i) => axis === i) ? source : transpose(source, perm);
}

/**
 * Transpose ∘ Reshape ∘ Transpose as one transpose between two reshapes, which merge with what is
 * around them. Only where the axes of the middle's two sides are parts of one another.
 */
function afterReshape(node: OperatorNode, x: Value): Value | undefined {
  const middle = madeBy("Reshape", x);
  const first = madeBy("Transpose", middle?.inputs[0]);
  const source = first?.inputs[0];
  if (!middle || !first || !source) return undefined;
  const before = first.outputs[0]!.shape;
  const fine = commonRefinement(before, x.shape);
  if (!fine) return undefined;
  const inner = permutationOf(first);
  const parts = groupsOf(before, fine);
  // Sizes and positions of the fine axes as the source has them.
  const order = source.shape.map((_, axis) => parts[inner.indexOf(axis)]!).flat();
  const start = order.map((axis) => fine[axis]!);
  const inverse = fine.map((_, axis) => order.indexOf(axis));
  const outer = groupsOf(x.shape, fine);
  const perm = permutationOf(node).flatMap((axis) => outer[axis]!.map((part) => inverse[part]!));
  const end = node.outputs[0]!.shape;
  const isDone = perm.every((axis, i) => axis === i);
  const split = sameShape(source.shape, start) ? source : reshape(source, start);
  const moved = isDone ? split : transpose(split, perm);
  return sameShape(moved.shape, end) ? moved : reshape(moved, end);
}

function permutationOf(node: OperatorNode): readonly number[] {
  return attribute(node.attributes, "perm", "ints");
}

/** The coarsest shape that both come from by joining neighbours; undefined where they cut across. */
function commonRefinement(a: Shape, b: Shape): Shape | undefined {
  const ends = (shape: Shape): number[] =>
    shape.map((_, axis) => elementCount(shape.slice(axis + 1)));
  // Axes of size 1 would have no place of their own.
  if ([...a, ...b].includes(1)) return undefined;
  const cuts = [...new Set([...ends(a), ...ends(b)])].sort((x, y) => y - x);
  const whole = [elementCount(a), ...cuts];
  const sizes = cuts.map((cut, i) => whole[i]! / cut);
  return sizes.every(Number.isInteger) ? sizes : undefined;
}

/** Which axes of `fine` each axis of `shape` consists of. */
function groupsOf(shape: Shape, fine: Shape): readonly (readonly number[])[] {
  let next = 0;
  return shape.map((size) => {
    const group: number[] = [];
    for (let product = 1; product < size; next++) {
      product *= fine[next]!;
      group.push(next);
    }
    return group;
  });
}
