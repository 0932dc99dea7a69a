import type { Random } from "../../core/random.ts";

export interface AugmentOptions {
  /** Largest change of brightness, part of full scale. */
  readonly brightness: number;
  /** Largest change of contrast, and of each colour's gain by half as much; part of 1. */
  readonly contrast: number;
  /** Largest shift in pixels, the same for all frames of a clip. Lidar: circular along columns. */
  readonly shiftPx: number;
}

/** How one frame's values are changed: value' = (value − ½)·gain[channel] + ½ + offset. */
export interface Photometry {
  readonly gain: readonly [number, number, number];
  readonly offset: number;
}

export interface Shift {
  readonly rows: number;
  readonly columns: number;
}

const around = (random: Random, width: number): number => width * (2 * random.uniform() - 1);

/** Draws a photometric change. */
export function drawPhotometry(options: AugmentOptions, random: Random): Photometry {
  const contrast = 1 + around(random, options.contrast);
  const gain = (): number => contrast * (1 + around(random, options.contrast / 2));
  return { gain: [gain(), gain(), gain()], offset: around(random, options.brightness) };
}

/** Draws a shift of whole pixels. */
export function drawShift(options: AugmentOptions, random: Random): Shift {
  const { shiftPx } = options;
  const one = (): number => random.integer(2 * shiftPx + 1) - shiftPx;
  return { rows: one(), columns: one() };
}

export const noPhotometry: Photometry = { gain: [1, 1, 1], offset: 0 };
export const noShift: Shift = { rows: 0, columns: 0 };
