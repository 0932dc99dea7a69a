import { matrixFromRows, type Matrix } from "../../core/matrix.ts";

/** The two frames of a clip as an objective embeds them: a moment and one a gap later. */
export interface EmbeddedPair {
  readonly previousNs: bigint;
  readonly currentNs: bigint;
  readonly previous: Float32Array;
  readonly current: Float32Array;
}

/** All moments of the pairs in order of time, each with its stamp: [2n, d]. */
export function momentsOf(pairs: readonly EmbeddedPair[]): {
  readonly features: Matrix;
  readonly stampsNs: BigInt64Array;
} {
  const moments = pairs
    .flatMap(({ previousNs, currentNs, previous, current }) => [
      { stampNs: previousNs, row: previous },
      { stampNs: currentNs, row: current },
    ])
    .sort((a, b) => (a.stampNs < b.stampNs ? -1 : 1));
  return {
    features: matrixFromRows(moments.map(({ row }) => row)),
    stampsNs: BigInt64Array.from(moments, ({ stampNs }) => stampNs),
  };
}

/** Cosine of two vectors; 0 where one is all zeros. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let dot = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < a.length; i++) {
    dot += a[i]! * b[i]!;
    aa += a[i]! * a[i]!;
    bb += b[i]! * b[i]!;
  }
  const norms = Math.sqrt(aa * bb);
  return norms === 0 ? 0 : dot / norms;
}
