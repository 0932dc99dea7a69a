import type { Shape } from "../value.ts";

/** [L, M, N, K] → [L, N, M, K]: two neighbouring runs of axes that change places. */
export type Swap = readonly [outer: number, first: number, second: number, inner: number];

/** Swaps one after the other, and what they cost together. */
export interface SwapPlan {
  readonly costNs: number;
  readonly swaps: readonly Swap[];
}

export interface SwapSearch {
  /** Of the axes as they lie. */
  readonly sizes: Shape;
  /** Which of them comes first, second, … in the end. */
  readonly order: readonly number[];
  readonly mostSwaps: number;
  /** A plan must cost less. */
  readonly belowNs: number;
  /** What a swap costs; more than 0. */
  readonly costNs: (swap: Swap) => number;
}

/**
 * The cheapest way from one order of axes to another by swaps of neighbours, the first one found of
 * several; undefined when none is allowed.
 *
 * Depth first, and a way is left as soon as it costs what the best one does: a few dozen orders are
 * looked at where all ways would be thousands.
 */
export function cheapestSwaps(search: SwapSearch): SwapPlan | undefined {
  const { sizes, order, mostSwaps, belowNs, costNs } = search;
  // Each axis is known by its place in the end, so that being there means being sorted.
  const placeOf = order.map((_, axis) => order.indexOf(axis));
  const sizeAt = order.map((axis) => sizes[axis]!);

  const find = (at: readonly number[], most: number, below: number): SwapPlan | undefined => {
    const breaks = breaksOf(at);
    if (breaks === 0) return { costNs: 0, swaps: [] };
    // A swap mends three places at best.
    if (breaks > 3 * most) return undefined;
    // How many elements the axes before each cut make.
    const before = [1];
    for (const place of at) before.push(before.at(-1)! * sizeAt[place]!);
    const size = (from: number, to: number): number => before[to]! / before[from]!;
    let best: SwapPlan | undefined;
    let limit = below;
    for (let i = 0; i < at.length; i++) {
      for (let j = i + 1; j < at.length; j++) {
        for (let k = j + 1; k <= at.length; k++) {
          const swap: Swap = [size(0, i), size(i, j), size(j, k), size(k, at.length)];
          const ownNs = costNs(swap);
          if (ownNs >= limit) continue;
          const moved = [...at.slice(0, i), ...at.slice(j, k), ...at.slice(i, j), ...at.slice(k)];
          // The last digits of a difference must not decide: the sum below does.
          const rest = find(moved, most - 1, (limit - ownNs) * (1 + 1e-9));
          if (!rest || rest.costNs + ownNs >= limit) continue;
          limit = rest.costNs + ownNs;
          best = { costNs: limit, swaps: [swap, ...rest.swaps] };
        }
      }
    }
    return best;
  };
  return find(placeOf, mostSwaps, belowNs);
}

/** Places, both ends among them, where neighbours are none in the end. */
function breaksOf(at: readonly number[]): number {
  let breaks = 0;
  for (let i = 0; i <= at.length; i++) {
    const here = i === at.length ? at.length : at[i]!;
    if ((i === 0 ? -1 : at[i - 1]!) + 1 !== here) breaks += 1;
  }
  return breaks;
}
