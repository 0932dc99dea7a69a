/** Mixes two integers and a seed into 32 well-spread bits: the same on every machine. */
export function latticeHash(x: number, y: number, seed: number): number {
  let h = Math.imul(x | 0, 0x27d4eb2d) ^ Math.imul(y | 0, 0x165667b1) ^ Math.imul(seed, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Uniform in [0, 1) for the integer cell (x, y). */
export function cellNoise(x: number, y: number, seed: number): number {
  return latticeHash(x, y, seed) / 4294967296;
}

const smooth = (f: number): number => f * f * (3 - 2 * f);

/** Smooth 2-D value noise in [0, 1): cell noise at the integers, eased between them. */
export function valueNoise(x: number, y: number, seed: number): number {
  const cx = Math.floor(x);
  const cy = Math.floor(y);
  const fx = smooth(x - cx);
  const fy = smooth(y - cy);
  const low = cellNoise(cx, cy, seed) * (1 - fx) + cellNoise(cx + 1, cy, seed) * fx;
  const high = cellNoise(cx, cy + 1, seed) * (1 - fx) + cellNoise(cx + 1, cy + 1, seed) * fx;
  return low + (high - low) * fy;
}

/** A slow wander in [-1, 1] over time: independent values every `periodS`, eased between. */
export function drift(timeS: number, periodS: number, seed: number): number {
  const at = timeS / periodS;
  const cell = Math.floor(at);
  const from = cellNoise(cell, 0, seed);
  const to = cellNoise(cell + 1, 0, seed);
  return 2 * (from + (to - from) * smooth(at - cell)) - 1;
}
