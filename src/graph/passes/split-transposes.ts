import { attribute } from "../attributes.ts";
import { reshape } from "../ops/reshape.ts";
import { transpose } from "../ops/transpose.ts";
import { elementCount } from "../shape.ts";
import type { OperatorNode, Shape, Value } from "../value.ts";
import { cheapestSwaps, type Swap, type SwapPlan } from "./cheapest-swaps.ts";
import type { GraphPass } from "./graph-pass.ts";
import { rewriteGraph } from "./rewrite-graph.ts";

/**
 * Transposes as one to three that move a single axis, where that is faster on ONNX Runtime's CPU
 * provider. Exact.
 *
 * That provider moves one axis by turning matrices, and several number by number. So axes that
 * travel together are joined, and of all ways to get there by swaps of neighbours the cheapest is
 * taken, after the costs measured in docs/results/convolution.md. Comes last: `merge-transposes` would
 * undo it.
 */
export const splitTransposes: GraphPass = {
  name: "split-transposes",
  run: (graph) => {
    // A layer's transposes come again in the next one, and in its gradient.
    const known = new Map<string, SwapPlan | undefined>();
    return rewriteGraph(graph, { Transpose: (node) => splitUp(node, known) });
  },
};

function splitUp(node: OperatorNode, known: Map<string, SwapPlan | undefined>): Value | undefined {
  const x = node.inputs[0]!;
  const perm = attribute(node.attributes, "perm", "ints");
  if (isOneMove(perm)) return undefined;
  const { sizes, order } = joined(x.shape, perm);
  const key = `${sizes.join()} ${order.join()}`;
  if (!known.has(key)) {
    const belowNs = mixedCostNs(sizes, order);
    known.set(key, cheapestSwaps({ sizes, order, mostSwaps, belowNs, costNs: swapCostNs }));
  }
  const plan = known.get(key);
  if (!plan) return undefined;
  const moved = plan.swaps.reduce((y, swap) => transpose(reshape(y, swap), [0, 2, 1, 3]), x);
  return reshape(moved, node.outputs[0]!.shape);
}

/** A fourth pass over the numbers costs more than moving them one by one. */
const mostSwaps = 3;

/** What one more operator costs, and handing one more matrix to the provider's threads. */
const operatorNs = 5000;
const matrixNs = 3000;

/** Nanoseconds a number: turned as matrices, and one by one. */
const turnedNs = 0.5;
const singleNs = 3.7;

/** Nanoseconds a number in runs, and a run: of one axis that moves, and of several. */
const copiedNs = 0.3;
const movedRunNs = 22;
const mixedRunNs = 4;

function mixedCostNs(sizes: Shape, order: readonly number[]): number {
  const last = sizes.length - 1;
  const inner = order[last] === last ? (sizes[last] ?? 1) : 1;
  return (
    operatorNs + elementCount(sizes) * (inner === 1 ? singleNs : copiedNs + mixedRunNs / inner)
  );
}

function swapCostNs([outer, first, second, inner]: Swap): number {
  const count = outer * first * second * inner;
  const isTurned = inner === 1;
  return (
    operatorNs +
    (isTurned ? outer * matrixNs + count * turnedNs : count * (copiedNs + movedRunNs / inner))
  );
}

/** Whether the permutation takes one axis out and puts it in elsewhere, which the provider sees. */
function isOneMove(perm: readonly number[]): boolean {
  return perm.some((axis, from) => {
    const rest = perm.filter((_, i) => i !== from);
    return rest.every((other, i) => other === (i < axis ? i : i + 1));
  });
}

/** The same transpose of as few axes as can be: no axis of size 1, one for those that travel together. */
function joined(
  shape: Shape,
  perm: readonly number[],
): { readonly sizes: Shape; readonly order: readonly number[] } {
  const kept = shape.map((_, axis) => axis).filter((axis) => shape[axis] !== 1);
  const runs: number[][] = [];
  for (const axis of perm.map((old) => kept.indexOf(old)).filter((place) => place >= 0)) {
    const last = runs.at(-1);
    if (last?.at(-1) === axis - 1) last.push(axis);
    else runs.push([axis]);
  }
  const source = [...runs].sort(([a = 0], [b = 0]) => a - b);
  const sizeOf = (run: readonly number[]): number =>
    elementCount(run.map((place) => shape[kept[place]!]!));
  return { sizes: source.map(sizeOf), order: runs.map((run) => source.indexOf(run)) };
}
