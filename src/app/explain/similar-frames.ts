import { matrixFromRows, rowOf, type Matrix } from "../../core/matrix.ts";
import { comparable, similarity } from "../../evaluate/nearest.ts";
import type { Sample } from "../../frames/sample.ts";

/** A frame that resembles the one that is explained. */
export interface SimilarFrame {
  readonly sample: Sample;
  /** Its row among the candidates. */
  readonly row: number;
  /** Cosine of the standardised features: 1 = the same. */
  readonly likeness: number;
}

/** Frames nearer in time than this show the same moment. */
const apartNs = 2_000_000_000n;

/**
 * The candidates most like a frame, best first, each at least two seconds from the frame and from one
 * another.
 *
 * Shapes: features [n, D] of the candidates; own [D].
 */
export function similarFrames(options: {
  readonly candidates: readonly Sample[];
  readonly features: Matrix;
  readonly sample: Sample;
  readonly own: Float64Array;
  readonly count: number;
}): readonly SimilarFrame[] {
  const { candidates, features, sample, own, count } = options;
  const rows = [...candidates.keys()].map((row) => rowOf(features, row));
  const all = comparable(matrixFromRows([...rows, own]));
  const ranked = candidates
    .map((candidate, row) => ({
      sample: candidate,
      row,
      likeness: similarity(all, row, candidates.length),
    }))
    .sort((a, b) => b.likeness - a.likeness);
  const found: SimilarFrame[] = [];
  for (const frame of ranked) {
    const isNear = [sample, ...found.map((other) => other.sample)].some((other) => {
      const apart = other.stampNs - frame.sample.stampNs;
      return apart < apartNs && apart > -apartNs;
    });
    if (!isNear) found.push(frame);
    if (found.length === count) break;
  }
  return found;
}
