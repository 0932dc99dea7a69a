import { fail } from "../core/errors.ts";
import { attribute, ints, type Attributes } from "./attributes.ts";
import { showShape } from "./shape.ts";
import type { Shape } from "./value.ts";

/** How a window walks over the spatial axes; one number an axis, `pads` [begin…, end…]. */
export interface Window {
  readonly strides: readonly number[];
  readonly pads: readonly number[];
  readonly dilations: readonly number[];
}

export interface WindowOptions {
  /** Steps between windows; 1. */
  readonly strides?: readonly number[] | undefined;
  /** Elements added [begin of each axis…, end of each axis…]; 0. */
  readonly pads?: readonly number[] | undefined;
  /** Distance between the elements of a window; 1. */
  readonly dilations?: readonly number[] | undefined;
}

/**
 * Fills the defaults for `rank` spatial axes.
 *
 * @throws AppError SHAPE_MISMATCH when a list has the wrong length, or a number is out of range
 */
export function windowOf(op: string, options: WindowOptions, rank: number): Window {
  const ones = Array.from({ length: rank }, () => 1);
  const { strides = ones, dilations = ones, pads = [...ones, ...ones].map(() => 0) } = options;
  const isComplete =
    strides.length === rank && dilations.length === rank && pads.length === 2 * rank;
  const isInRange = [...strides, ...dilations].every((n) => n >= 1) && pads.every((n) => n >= 0);
  if (!isComplete || !isInRange) {
    const received = [strides, pads, dilations].map(showShape).join(", ");
    fail("SHAPE_MISMATCH", op, `strides, pads and dilations of ${rank} spatial axes`, received);
  }
  return { strides, pads, dilations };
}

export function windowAttributes({ strides, pads, dilations }: Window): Attributes {
  return { strides: ints(strides), pads: ints(pads), dilations: ints(dilations) };
}

/** The window of a node with `rank` spatial axes. @throws what `windowOf` and `attribute` throw */
export function readWindow(op: string, attributes: Attributes, rank: number): Window {
  const read = (name: string): readonly number[] => attribute(attributes, name, "ints");
  const lists = { strides: read("strides"), pads: read("pads"), dilations: read("dilations") };
  return windowOf(op, lists, rank);
}

/** Elements that a window with this kernel spans along `axis`, gaps included. */
export function windowSpan(window: Window, kernel: Shape, axis: number): number {
  return ((kernel[axis] ?? 1) - 1) * (window.dilations[axis] ?? 1) + 1;
}

/** What is left to walk along `axis`: input and pads less one window's span. */
function room(window: Window, spatial: Shape, kernel: Shape, axis: number): number {
  const pads = (window.pads[axis] ?? 0) + (window.pads[spatial.length + axis] ?? 0);
  return (spatial[axis] ?? 0) + pads - windowSpan(window, kernel, axis);
}

/**
 * Number of places the window takes along each spatial axis (rounded down).
 *
 * @throws AppError SHAPE_MISMATCH when it does not fit even once
 */
export function windowPlaces(op: string, window: Window, spatial: Shape, kernel: Shape): Shape {
  return spatial.map((size, axis) => {
    const free = room(window, spatial, kernel, axis);
    if (free < 0) {
      const expected = `a window of at most ${size} and pads on spatial axis ${axis}`;
      fail(
        "SHAPE_MISMATCH",
        op,
        expected,
        `kernel ${showShape(kernel)} over ${showShape(spatial)}`,
      );
    }
    return Math.floor(free / (window.strides[axis] ?? 1)) + 1;
  });
}

/** Elements at each axis's end that no window reaches, because the stride leaves a remainder. */
export function unusedEnds(window: Window, spatial: Shape, kernel: Shape): Shape {
  return spatial.map((_, axis) => {
    return room(window, spatial, kernel, axis) % (window.strides[axis] ?? 1);
  });
}

/** How many elements of the window at `place` along `axis` lie in the input, not in its padding. */
export function tapsInside(
  window: Window,
  spatial: Shape,
  kernel: Shape,
  at: { readonly axis: number; readonly place: number },
): number {
  const { axis, place } = at;
  const start = place * (window.strides[axis] ?? 1) - (window.pads[axis] ?? 0);
  const taps = Array.from(
    { length: kernel[axis] ?? 0 },
    (_, i) => start + i * (window.dilations[axis] ?? 1),
  );
  return taps.filter((tap) => tap >= 0 && tap < (spatial[axis] ?? 0)).length;
}
