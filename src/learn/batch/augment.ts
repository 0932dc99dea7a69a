import type { Random } from "../../core/random.ts";

export interface AugmentOptions {
  /** Largest change of brightness, part of full scale. */
  readonly brightness: number;
  /** Largest change of contrast, and of each colour's gain by half as much; part of 1. */
  readonly contrast: number;
  /** Largest shift in pixels, the same for all frames of a clip. Lidar: circular along columns. */
  readonly shiftPx: number;
  /** Part of the earlier frame that is blanked, as one rectangle; 0 = none. */
  readonly erase: number;
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

/** A part of a frame that is blanked. */
export interface Rectangle {
  readonly top: number;
  readonly left: number;
  readonly rows: number;
  readonly columns: number;
}

/** Draws a rectangle of up to the given part of the frame, of any shape between 1:2 and 2:1. */
export function drawErased(
  options: AugmentOptions,
  layout: { readonly height: number; readonly width: number },
  random: Random,
): Rectangle {
  const { height, width } = layout;
  const area = options.erase * random.uniform();
  const aspect = 2 ** around(random, 1);
  const rows = Math.min(height, Math.round(height * Math.sqrt(area * aspect)));
  const columns = Math.min(width, Math.round(width * Math.sqrt(area / aspect)));
  return {
    top: random.integer(height - rows + 1),
    left: random.integer(width - columns + 1),
    rows,
    columns,
  };
}

/** Draws a shift of whole pixels. */
export function drawShift(options: AugmentOptions, random: Random): Shift {
  const { shiftPx } = options;
  const one = (): number => random.integer(2 * shiftPx + 1) - shiftPx;
  return { rows: one(), columns: one() };
}

export const noPhotometry: Photometry = { gain: [1, 1, 1], offset: 0 };
export const noShift: Shift = { rows: 0, columns: 0 };
