/** The middle value, or the mean of the two in the middle. `values` must not be empty. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** How often one side was faster, over blocks that were run in turn. */
export interface PairedRatio {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

/**
 * peer / ours, round by round: what slows the machine down for a while slows both blocks of a round.
 *
 * @param rounds milliseconds of each step of both blocks
 */
export function pairedRatio(
  rounds: readonly { readonly ours: readonly number[]; readonly peer: readonly number[] }[],
): PairedRatio {
  const ratios = rounds.map(({ ours, peer }) => median(peer) / median(ours));
  return { median: median(ratios), lowest: Math.min(...ratios), highest: Math.max(...ratios) };
}

/** The smallest value that at least `part` (0 to 1) of `values` do not exceed. `values` must not be empty. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)]!;
}
