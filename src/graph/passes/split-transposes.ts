import { attribute } from "../attributes.ts";
import { reshape } from "../ops/reshape.ts";
import { transpose } from "../ops/transpose.ts";
import { elementCount } from "../shape.ts";
import type { Shape } from "../value.ts";
import type { GraphPass } from "./graph-pass.ts";
import { rewriteGraph } from "./rewrite-graph.ts";

/** [L, M, N, K] → [L, N, M, K]: two neighbouring runs of axes that change places. */
type Swap = readonly [outer: number, first: number, second: number, inner: number];

interface Plan {
  readonly costNs: number;
  readonly swaps: readonly Swap[];
}

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
  run: (graph) =>
    rewriteGraph(graph, (node) => {
      const [x] = node.inputs;
      if (!x || node.domain !== "" || node.op !== "Transpose") return undefined;
      const perm = attribute(node.attributes, "perm", "ints");
      if (isOneMove(perm)) return undefined;
      const { sizes, order } = joined(x.shape, perm);
      const start = sizes.map((_, axis) => axis);
      const plan = cheapest(sizes, start, order, mostSwaps);
      if (!plan || plan.costNs >= mixedCostNs(sizes, order)) return undefined;
      const moved = plan.swaps.reduce((y, swap) => transpose(reshape(y, swap), [0, 2, 1, 3]), x);
      return reshape(moved, node.outputs[0]!.shape);
    }),
};

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

/** The cheapest way from one order of the axes to another in at most `most` swaps. */
function cheapest(
  sizes: Shape,
  at: readonly number[],
  to: readonly number[],
  most: number,
): Plan | undefined {
  const breaks = breaksOf(at, to);
  if (breaks === 0) return { costNs: 0, swaps: [] };
  // A swap mends three places at best.
  if (breaks > 3 * most) return undefined;
  let best: Plan | undefined;
  for (const [i, j, k] of neighbours(at.length)) {
    const parts = [at.slice(0, i), at.slice(i, j), at.slice(j, k), at.slice(k)] as const;
    const [outer, first, second, inner] = parts;
    const rest = cheapest(sizes, [...outer, ...second, ...first, ...inner], to, most - 1);
    if (!rest) continue;
    const [L, M, N, K] = parts.map((part) => elementCount(part.map((axis) => sizes[axis]!)));
    const swap: Swap = [L!, M!, N!, K!];
    const costNs = rest.costNs + swapCostNs(swap);
    if (!best || costNs < best.costNs) best = { costNs, swaps: [swap, ...rest.swaps] };
  }
  return best;
}

/** Places, both ends among them, where neighbours in `at` are none in `to`. */
function breaksOf(at: readonly number[], to: readonly number[]): number {
  const placeIn = (axis: number | undefined, end: number): number =>
    axis === undefined ? end : to.indexOf(axis);
  return Array.from({ length: at.length + 1 }, (_, i) => i).filter(
    (i) => placeIn(at[i - 1], -1) + 1 !== placeIn(at[i], at.length),
  ).length;
}

/** All i < j < k: the runs [i, j) and [j, k) of `count` axes. */
function neighbours(count: number): readonly (readonly [number, number, number])[] {
  const cuts = Array.from({ length: count + 1 }, (_, i) => i);
  return cuts.flatMap((i) =>
    cuts
      .slice(i + 1)
      .flatMap((j) => cuts.slice(j + 1).map((k): readonly [number, number, number] => [i, j, k])),
  );
}
