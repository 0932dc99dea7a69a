import { randomFor } from "../core/random.ts";

/** Numbers that are left of a vector: enough to find its main directions again. */
const dimensions = 16;

/** Turns vectors of one length into short ones. */
export type Projection = (embedding: Float32Array) => readonly number[];

/**
 * A random projection by signs: distances between vectors are nearly kept, whatever they are, and
 * nothing has to be fitted beside a running stream. The page finds the main directions in the rest.
 *
 * @see Achlioptas 2003, Database-friendly random projections, eq. 1 (signs)
 */
export function createProjection(length: number): Projection {
  const random = randomFor(1, "window-projection", length);
  const signs = Int8Array.from({ length: length * dimensions }, () =>
    random.uniform() < 0.5 ? -1 : 1,
  );
  const scale = 1 / Math.sqrt(length);
  return (embedding) =>
    Array.from({ length: dimensions }, (_, d) => {
      let sum = 0;
      for (let i = 0; i < length; i++) sum += signs[d * length + i]! * embedding[i]!;
      return sum * scale;
    });
}
