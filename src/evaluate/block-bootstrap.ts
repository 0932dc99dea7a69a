import type { Matrix } from "../core/matrix.ts";
import { rowOf } from "../core/matrix.ts";
import { randomFor } from "../core/random.ts";

/** Fewer blocks than this give an interval that looks sharp and is wrong. */
const minBlocks = 5;

/**
 * A 95 % percentile interval of a statistic over frames in time, by drawing whole blocks with
 * replacement: frames of one block resemble each other, so single frames would claim far too much.
 *
 * The statistic is a function of sums over frames (of 1, y, y², a squared error …), so that a block
 * is added up once and a draw costs as many additions as there are blocks.
 *
 * Shapes: stampsNs [n], ascending, n ≥ 1; terms [n, k], what is summed; `statistic` gets the k sums
 * of a draw and may be absent for it. Absent when the frames span fewer than 5 blocks. The same
 * seed gives the same interval.
 *
 * @see Künsch 1989, The jackknife and the bootstrap for general stationary observations
 */
export function blockBootstrap(options: {
  readonly stampsNs: BigInt64Array;
  readonly terms: Matrix;
  readonly statistic: (sums: Float64Array) => number | undefined;
  /** Default 10 s; the span is cut into equal blocks of about this length. */
  readonly blockS?: number;
  /** Default 1,000. */
  readonly draws?: number;
  /** Default 0. */
  readonly seed?: number;
}): readonly [low: number, high: number] | undefined {
  const { stampsNs, terms, statistic, blockS = 10, draws = 1000, seed = 0 } = options;
  const blocks = sumBlocks(stampsNs, terms, blockS);
  if (blocks.length < minBlocks) return undefined;
  const random = randomFor(seed, "block-bootstrap");
  const values: number[] = [];
  for (let draw = 0; draw < draws; draw++) {
    const sums = new Float64Array(terms.columns);
    for (let i = 0; i < blocks.length; i++) addTo(sums, blocks[random.integer(blocks.length)]!);
    const value = statistic(sums);
    if (value !== undefined) values.push(value);
  }
  if (values.length === 0) return undefined;
  values.sort((a, b) => a - b);
  const at = (quantile: number): number => values[Math.round(quantile * (values.length - 1))]!;
  return [at(0.025), at(0.975)];
}

/** The terms summed over each block that holds a frame. */
function sumBlocks(
  stampsNs: BigInt64Array,
  terms: Matrix,
  blockS: number,
): readonly Float64Array[] {
  const first = stampsNs[0] ?? 0n;
  const spanS = Number((stampsNs.at(-1) ?? 0n) - first) / 1e9;
  const count = Math.max(1, Math.round(spanS / blockS));
  const blocks = new Map<number, Float64Array>();
  for (let row = 0; row < stampsNs.length; row++) {
    const position = spanS > 0 ? Number(stampsNs[row]! - first) / 1e9 / spanS : 0;
    const index = Math.min(count - 1, Math.floor(position * count));
    const sums = blocks.get(index) ?? new Float64Array(terms.columns);
    blocks.set(index, sums);
    addTo(sums, rowOf(terms, row));
  }
  return [...blocks.values()];
}

function addTo(sums: Float64Array, terms: Float64Array): void {
  for (let k = 0; k < sums.length; k++) sums[k]! += terms[k]!;
}
