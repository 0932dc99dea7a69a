import { storageOf } from "../graph/storage.ts";
import { valueBytes } from "../graph/value-bytes.ts";
import type { OperatorNode, Value } from "../graph/value.ts";

/** A forward pass cut into stretches of its order. */
export interface SegmentPlan {
  /** Index of the node's stretch. */
  segmentOf(node: OperatorNode): number;
  readonly segments: number;
  /** What a later stretch reads of an earlier one: kept, everything else can be made anew from it. */
  readonly boundaries: ReadonlySet<Value>;
  /** Bytes of the boundaries and of the largest stretch, which are held at one time. */
  readonly heldBytes: number;
}

/**
 * Where to cut a forward pass so that the boundaries and the largest stretch between two of them
 * together take the least memory. With n equal layers that is √n stretches (Chen et al. 2016,
 * arXiv:1604.06174, §4.1); with unequal ones, and with branches that several values would have to be
 * kept for, the cheapest cuts are found by bytes, for each of a row of budgets as in their algorithm 3.
 *
 * @param forward the operators in order, each after what it reads
 * @param saved the values that the backward pass needs; no views
 */
export function planSegments(
  forward: readonly OperatorNode[],
  saved: ReadonlySet<Value>,
): SegmentPlan {
  const made = forward.map((node) =>
    node.outputs.reduce((sum, value) => sum + (saved.has(value) ? valueBytes(value) : 0), 0),
  );
  const crossing = crossingValues(forward);
  const crossingBytes = crossing.map((values) =>
    [...values].reduce((n, v) => n + valueBytes(v), 0),
  );
  const total = made.reduce((a, b) => a + b, 0);

  let best: { readonly cuts: readonly number[]; readonly bytes: number } = {
    cuts: [],
    bytes: total,
  };
  for (let parts = 2; parts <= mostSegments; parts++) {
    const found = cheapestCuts(made, crossingBytes, total / parts);
    if (found && found.bytes < best.bytes) best = found;
  }
  const starts = new Set(best.cuts.map((at) => at + 1));
  const segmentAt = new Map<OperatorNode, number>();
  let segment = 0;
  forward.forEach((node, i) => {
    if (starts.has(i)) segment++;
    segmentAt.set(node, segment);
  });
  return {
    segmentOf: (node) => segmentAt.get(node)!,
    segments: segment + 1,
    boundaries: new Set(best.cuts.flatMap((at) => [...crossing[at]!])),
    heldBytes: best.bytes,
  };
}

/** More would cost another copy of a boundary each and win next to nothing. */
const mostSegments = 32;

/** For each place behind a node: the memory that is written before it and read after it. */
function crossingValues(forward: readonly OperatorNode[]): readonly ReadonlySet<Value>[] {
  const lastRead = new Map<Value, number>();
  const madeAt = new Map<Value, number>();
  forward.forEach((node, i) => {
    for (const operand of node.inputs) if (operand) lastRead.set(storageOf(operand), i);
    for (const output of node.outputs) madeAt.set(output, i);
  });
  const crossing = forward.map(() => new Set<Value>());
  for (const [value, last] of lastRead) {
    const first = madeAt.get(value);
    if (first === undefined) continue;
    for (let i = first; i < last; i++) crossing[i]!.add(value);
  }
  return crossing;
}

/**
 * The cuts whose boundaries take the fewest bytes while no stretch makes more than `budget`;
 * undefined where a single node makes more. `cost[i]`: the best total with a cut behind node i.
 */
function cheapestCuts(
  made: readonly number[],
  crossingBytes: readonly number[],
  budget: number,
): { readonly cuts: readonly number[]; readonly bytes: number } | undefined {
  const cost: number[] = [];
  const before: number[] = [];
  for (let end = 0; end < made.length; end++) {
    const own = end === made.length - 1 ? 0 : crossingBytes[end]!;
    let inside = 0;
    cost[end] = Infinity;
    before[end] = -1;
    for (let start = end; start >= 0; start--) {
      inside += made[start]!;
      if (inside > budget && start < end) break;
      const total = own + (start === 0 ? 0 : cost[start - 1]!);
      if (inside <= budget && total < (cost[end] ?? 0)) {
        cost[end] = total;
        before[end] = start - 1;
      }
    }
  }
  const least = cost.at(-1);
  if (least === undefined || least === Infinity) return undefined;
  const cuts: number[] = [];
  for (let at = before[made.length - 1]!; at >= 0; at = before[at]!) cuts.unshift(at);
  return { cuts, bytes: least + budget };
}
