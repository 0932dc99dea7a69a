import { drift } from "../noise.ts";
import type { NoiseTable } from "../noise-table.ts";

/** How strongly white balance pulls the picture to grey: 1 would hide every colour cast. */
const whiteBalance = 0.9;

/**
 * Turns radiance into an 8-bit picture the way a camera's automatics do: a square-root tone curve,
 * exposure that brings the mean to a slowly wandering target, white balance, then sensor noise.
 *
 * Exposure acts after the tone curve because the mean of √x scales exactly with √gain: the mean
 * colour of a frame then says what the automatics wanted, and nothing of what was in view.
 *
 * @param radiance [pixels, 3], linear, overwritten
 * @param rgb [pixels, 3], written
 */
export function develop(
  radiance: Float32Array,
  rgb: Uint8Array,
  moment: { readonly timeS: number; readonly seed: number },
  noise: NoiseTable & { readonly start: number; readonly stride: number; readonly level: number },
): void {
  const gains = chooseGains(radiance, moment.timeS, moment.seed);
  const { values, mask, stride, level } = noise;
  let at = noise.start;
  for (let i = 0; i < radiance.length; i += 3) {
    for (let c = 0; c < 3; c++) {
      const clean = radiance[i + c]! * gains[c]!;
      // A shoulder above 0.8 instead of a hard clip, so that a bright sky keeps its clouds.
      const bent = clean < 0.8 ? clean : 0.8 + 0.2 * (1 - 1 / (1 + (clean - 0.8) / 0.2));
      const value = 255 * bent + level * values[at & mask]!;
      at += stride;
      rgb[i + c] = value < 0 ? 0 : value > 255 ? 255 : value;
    }
  }
}

function chooseGains(radiance: Float32Array, timeS: number, seed: number): readonly number[] {
  const mean = [0, 0, 0];
  for (let i = 0; i < radiance.length; i += 3) {
    for (let c = 0; c < 3; c++) {
      const root = Math.sqrt(radiance[i + c]!);
      radiance[i + c] = root;
      mean[c]! += root;
    }
  }
  const pixels = radiance.length / 3;
  const grey = (mean[0]! + mean[1]! + mean[2]!) / (3 * pixels);
  const target = 0.42 + 0.08 * drift(timeS, 7, seed + 11) + 0.05 * drift(timeS, 1.7, seed + 12);
  return mean.map((sum, c) => {
    const cast = sum / pixels / grey;
    const tint = 1 + 0.04 * drift(timeS, 13, seed + 13 + c);
    return (target * tint) / (grey * cast ** whiteBalance);
  });
}
