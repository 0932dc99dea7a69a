import { randomFor } from "../core/random.ts";

const sizeBits = 16;
const mask = (1 << sizeBits) - 1;

/**
 * Standard normal numbers drawn once and read many times in a fresh order.
 *
 * Drawing 50,000 normals a tick would cost more than casting the rays does; an odd stride visits
 * every entry before it repeats, and both the start and the stride change each tick.
 */
export interface NoiseTable {
  readonly values: Float32Array;
  readonly mask: number;
}

export function createNoiseTable(seed: number): NoiseTable {
  const random = randomFor(seed, "noise-table");
  const values = new Float32Array(mask + 1);
  for (let i = 0; i < values.length; i++) values[i] = random.normal();
  return { values, mask };
}

/** Where tick `tick` of the sensor `sensor` starts reading the table, and its stride. */
export function readingOrder(
  seed: number,
  sensor: string,
  tick: number,
): { readonly start: number; readonly stride: number } {
  const random = randomFor(seed, sensor, tick);
  return { start: random.integer(mask + 1), stride: random.integer(mask + 1) | 1 };
}
