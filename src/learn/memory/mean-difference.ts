import type { Sample } from "../../frames/sample.ts";

/**
 * Mean absolute difference of two samples of one layout, as a part of full scale, over every 7th
 * value: enough to tell a standstill, cheap enough for every stretch.
 */
export function meanDifference(a: Sample, b: Sample): number {
  const fullScale = a.pixels instanceof Uint8Array ? 255 : 65535;
  const stride = 7;
  let sum = 0;
  let count = 0;
  for (let i = 0; i < a.pixels.length; i += stride) {
    sum += Math.abs(a.pixels[i]! - b.pixels[i]!);
    count += 1;
  }
  return count === 0 ? 0 : sum / (count * fullScale);
}
