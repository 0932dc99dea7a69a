import fc from "fast-check";

/** Coordinates of all sizes, whole ones, which lie on edges again and again, and what is none. */
const coordinate = fc.oneof(
  { weight: 4, arbitrary: fc.float({ min: -100, max: 100 }) },
  { weight: 4, arbitrary: fc.integer({ min: -4, max: 4 }) },
  { weight: 1, arbitrary: fc.float() },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, -0, 1e-45, 3.4e38) },
);

/** Points [n, 4] of any kind, n from 0 up; more than a kernel's block of 256 at times. */
export const anyScan = fc
  .array(fc.tuple(coordinate, coordinate, coordinate, coordinate), { maxLength: 600 })
  .map((points) => Float32Array.from(points.flat()));
