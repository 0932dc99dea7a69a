import { drift } from "../noise.ts";
import type { NoiseTable } from "../noise-table.ts";

/** How strongly white balance pulls the picture to grey: 1 would hide every colour cast. */
const whiteBalance = 0.9;

/** How far contrast is stretched or pressed at most. */
const leastStretch = 0.5;
const mostStretch = 2;

/** What the camera's automatics settled on for one picture: out = middle + stretch · gain · (√x − mean). */
interface Settings {
  /** Per channel. */
  readonly mean: readonly number[];
  readonly gain: readonly number[];
  readonly middle: readonly number[];
}

/**
 * Turns radiance into an 8-bit picture the way a camera's automatics do: a square-root tone curve,
 * exposure, contrast and white balance that bring the picture's mean and spread to slowly wandering
 * targets, then sensor noise.
 *
 * They act after the tone curve, where a mean and a spread scale exactly: the mean colour and the
 * contrast of a frame then say what the automatics wanted, and next to nothing of what was in view.
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
  const { mean, gain, middle } = settle(radiance, moment.timeS, moment.seed);
  const { values, mask, stride, level } = noise;
  let at = noise.start;
  for (let i = 0; i < radiance.length; i += 3) {
    for (let c = 0; c < 3; c++) {
      const clean = middle[c]! + (radiance[i + c]! - mean[c]!) * gain[c]!;
      const value = 255 * bend(clean) + level * values[at & mask]!;
      at += stride;
      rgb[i + c] = value < 0 ? 0 : value > 255 ? 255 : value;
    }
  }
}

/** A toe below 0.1 and a shoulder above 0.8 instead of hard clips: a bright sky keeps its clouds. */
function bend(value: number): number {
  if (value > 0.8) return 0.8 + 0.2 * (1 - 1 / (1 + (value - 0.8) / 0.2));
  return value < 0.1 ? 0.1 / (1 + (0.1 - value) / 0.1) : value;
}

/** Takes the square root of `radiance` in place and decides how to show it. */
function settle(radiance: Float32Array, timeS: number, seed: number): Settings {
  const pixels = radiance.length / 3;
  const mean = [0, 0, 0];
  let squares = 0;
  for (let i = 0; i < radiance.length; i += 3) {
    let grey = 0;
    for (let c = 0; c < 3; c++) {
      const root = Math.sqrt(radiance[i + c]!);
      radiance[i + c] = root;
      mean[c]! += root / pixels;
      grey += root / 3;
    }
    squares += (grey * grey) / pixels;
  }
  const grey = (mean[0]! + mean[1]! + mean[2]!) / 3;
  const spread = Math.sqrt(Math.max(1e-6, squares - grey * grey)) / grey;
  const target = 0.45 + 0.08 * drift(timeS, 7, seed + 11) + 0.05 * drift(timeS, 1.7, seed + 12);
  const wanted = 0.38 + 0.07 * drift(timeS, 5, seed + 16);
  const stretch = Math.max(leastStretch, Math.min(mostStretch, wanted / spread));
  const balance = mean.map((sum) => (grey / sum) ** whiteBalance);
  const tint = mean.map((_, c) => 1 + 0.04 * drift(timeS, 13, seed + 13 + c));
  return {
    mean,
    gain: balance.map((b, c) => (b * tint[c]! * stretch * target) / grey),
    middle: balance.map((b, c) => (b * tint[c]! * target * mean[c]!) / grey),
  };
}
