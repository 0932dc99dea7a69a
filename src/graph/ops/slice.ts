import { fail } from "../../core/errors.ts";
import { normalizeAxes, normalizeAxis } from "../axis.ts";
import { integers, readIntegers } from "../integers.ts";
import { apply, defineOp } from "../op.ts";
import { showShape } from "../shape.ts";
import type { Value } from "../value.ts";

export const sliceOp = defineOp({
  name: "Slice",
  since: 13,
  inputs: ["x", "starts", "ends", "axes", "steps"],
  infer({ x, ...lists }) {
    const starts = readIntegers("Slice", lists.starts);
    const ends = readIntegers("Slice", lists.ends);
    const axes = readIntegers("Slice", lists.axes);
    const steps = readIntegers("Slice", lists.steps);
    // Each axis by itself is in order; the same one twice is what is left to find.
    normalizeAxes("Slice", axes, x.shape);
    const shape = [...x.shape];
    axes.forEach((axis, i) => {
      const size = x.shape[axis] ?? 0;
      const [start = 0, end = 0, step = 0] = [starts[i], ends[i], steps[i]];
      if (start < 0 || end > size || start >= end || step < 1) {
        const expected = `0 ≤ start < end ≤ ${size} and step ≥ 1 on axis ${axis} of ${showShape(x.shape)}`;
        fail("SHAPE_MISMATCH", "Slice", expected, `${start}:${end}:${step}`);
      }
      shape[axis] = Math.ceil((end - start) / step);
    });
    return [{ dtype: x.dtype, shape }];
  },
});

export interface SliceOptions {
  readonly axes: readonly number[];
  /** First index on each axis; negative counts from the end. */
  readonly starts: readonly number[];
  /** One past the last index on each axis; negative counts from the end. */
  readonly ends: readonly number[];
  /** 1 where not given; never negative. */
  readonly steps?: readonly number[] | undefined;
}

/**
 * Every `step`-th element from `start` up to, not including, `end` on each of `axes`.
 *
 * The range must lie inside x and hold at least one element: nothing is clamped silently.
 * @throws AppError SHAPE_MISMATCH
 * @see ONNX operator Slice, since version 13
 */
export function slice(x: Value, options: SliceOptions): Value {
  const axes = options.axes.map((axis) => normalizeAxis("Slice", axis, x.shape));
  const { starts, ends, steps = axes.map(() => 1) } = options;
  if ([starts, ends, steps].some((list) => list.length !== axes.length)) {
    const received = `${starts.length} starts, ${ends.length} ends, ${steps.length} steps`;
    fail("SHAPE_MISMATCH", "Slice", `${axes.length} starts, ends and steps`, received);
  }
  const fromFront = (at: number, i: number): number => {
    const size = x.shape[axes[i] ?? 0] ?? 0;
    return at < 0 ? at + size : at;
  };
  return apply(sliceOp, [
    x,
    integers(starts.map(fromFront)),
    integers(ends.map(fromFront)),
    integers(axes),
    integers(steps),
  ]);
}
