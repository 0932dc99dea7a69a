import type { LidarSamplerSpec } from "../decode/sampler-spec.ts";
import { createRangeErrors, type RangeScore } from "../evaluate/range-error.ts";
import { unitOf } from "../learn/model-input.ts";
import type { HostTensor } from "../runtime/engine.ts";

type Looked = Readonly<Record<string, HostTensor>>;

/** Predicted scans against those that came, in metres. */
export interface RangeForecasts {
  /** Takes the clips `rows` of what a monitor saw. */
  add(looked: Looked, rows: readonly number[]): void;
  score(): RangeScore | undefined;
}

/**
 * Reads the pictures of next-frame prediction [B, rows, columns, 1] back into metres. They are smaller
 * than the frames, and a cell is the mean of the log-ranges of its returns.
 */
export function createRangeForecasts(
  { fovUpRad, fovDownRad, maxRangeM }: LidarSamplerSpec["rangeImage"],
  looked: Looked,
): RangeForecasts {
  const picture = (from: Looked, name: string): HostTensor => from[`next-frame/${name}`]!;
  const [, rows, columns] = picture(looked, "last").shape as [number, number, number];
  const cells = rows * columns;
  const errors = createRangeErrors({ rows, columns, fovUpRad, fovDownRad });
  const scale = Math.log1p(maxRangeM);
  return {
    add: (seen, wanted) => {
      for (const row of wanted) {
        const valuesOf = (name: string): Float32Array =>
          (picture(seen, name).data as Float32Array).subarray(row * cells, (row + 1) * cells);
        // A prediction may leave the scale; a range cannot.
        const metresOf = (name: string): Float32Array =>
          valuesOf(name).map((v) => Math.expm1(scale * Math.min(1, Math.max(0, unitOf(v)))));
        errors.add({
          last: metresOf("last"),
          predicted: metresOf("predicted"),
          following: metresOf("following"),
          weight: valuesOf("weight"),
        });
      }
    },
    score: () => errors.score(),
  };
}
