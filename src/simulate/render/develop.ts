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
  /** 1 = colours as they are, less = greyer. */
  readonly saturation: number;
}

/**
 * Turns radiance into an 8-bit picture the way a camera's automatics do: a square-root tone curve,
 * exposure, contrast and white balance that bring the picture's mean and spread to slowly wandering
 * targets, colours now stronger now weaker, then sensor noise.
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
  const { mean, gain, middle, saturation } = settle(radiance, moment.timeS, moment.seed);
  const { values, mask, stride, level } = noise;
  let at = noise.start;
  const show = (value: number): number => {
    const shown = 255 * bend(value) + level * values[at & mask]!;
    at += stride;
    return shown < 0 ? 0 : shown > 255 ? 255 : shown;
  };
  for (let i = 0; i < radiance.length; i += 3) {
    const r = middle[0]! + (radiance[i]! - mean[0]!) * gain[0]!;
    const g = middle[1]! + (radiance[i + 1]! - mean[1]!) * gain[1]!;
    const b = middle[2]! + (radiance[i + 2]! - mean[2]!) * gain[2]!;
    const grey = (r + g + b) / 3;
    rgb[i] = show(grey + (r - grey) * saturation);
    rgb[i + 1] = show(grey + (g - grey) * saturation);
    rgb[i + 2] = show(grey + (b - grey) * saturation);
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
  // Three scalars, not an array: this loop touches every value of every picture.
  let red = 0;
  let green = 0;
  let blue = 0;
  let squares = 0;
  for (let i = 0; i < radiance.length; i += 3) {
    const r = Math.sqrt(radiance[i]!);
    const g = Math.sqrt(radiance[i + 1]!);
    const b = Math.sqrt(radiance[i + 2]!);
    radiance[i] = r;
    radiance[i + 1] = g;
    radiance[i + 2] = b;
    red += r;
    green += g;
    blue += b;
    squares += ((r + g + b) / 3) ** 2;
  }
  const mean = [red / pixels, green / pixels, blue / pixels];
  const grey = (mean[0]! + mean[1]! + mean[2]!) / 3;
  const spread = Math.sqrt(Math.max(1e-6, squares / pixels - grey * grey)) / grey;
  const target = 0.45 + 0.08 * drift(timeS, 7, seed + 11) + 0.05 * drift(timeS, 1.7, seed + 12);
  const wanted = 0.38 + 0.07 * drift(timeS, 5, seed + 16);
  const stretch = Math.max(leastStretch, Math.min(mostStretch, wanted / spread));
  const balance = mean.map((sum) => (grey / sum) ** whiteBalance);
  const tint = mean.map((_, c) => 1 + 0.04 * drift(timeS, 13, seed + 13 + c));
  return {
    mean,
    gain: balance.map((b, c) => (b * tint[c]! * stretch * target) / grey),
    saturation: 1 + 0.4 * drift(timeS, 4, seed + 17),
    middle: balance.map((b, c) => (b * tint[c]! * target * mean[c]!) / grey),
  };
}
