import { fail } from "../core/errors.ts";
import { showShape } from "./shape.ts";
import type { Shape } from "./value.ts";

/**
 * `axis` counted from the front; −1 is the last.
 *
 * @throws AppError SHAPE_MISMATCH when `shape` has no such axis
 */
export function normalizeAxis(op: string, axis: number, shape: Shape): number {
  const positive = axis < 0 ? axis + shape.length : axis;
  if (!Number.isInteger(axis) || positive < 0 || positive >= shape.length) {
    fail("SHAPE_MISMATCH", op, `x with axis ${axis}`, showShape(shape));
  }
  return positive;
}

/**
 * Several axes counted from the front, in rising order.
 *
 * @throws AppError SHAPE_MISMATCH when one is missing from `shape` or given twice
 */
export function normalizeAxes(
  op: string,
  axes: readonly number[],
  shape: Shape,
): readonly number[] {
  const positive = axes.map((axis) => normalizeAxis(op, axis, shape)).sort((a, b) => a - b);
  if (new Set(positive).size !== positive.length) {
    fail("SHAPE_MISMATCH", op, "each axis once", showShape(axes));
  }
  return positive;
}
