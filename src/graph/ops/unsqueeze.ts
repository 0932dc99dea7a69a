import { normalizeAxes } from "../axis.ts";
import { integers, readIntegers } from "../integers.ts";
import { apply, defineOp } from "../op.ts";
import type { Shape, Value } from "../value.ts";

export const unsqueezeOp = defineOp({
  name: "Unsqueeze",
  since: 13,
  inputs: ["x", "axes"],
  infer({ x, axes: list }) {
    const axes = axesOfResult(x.shape, readIntegers("Unsqueeze", list));
    const sizes = [...x.shape];
    const shape = Array.from({ length: x.shape.length + axes.length }, (_, i) =>
      axes.includes(i) ? 1 : (sizes.shift() ?? 1),
    );
    return [{ dtype: x.dtype, shape }];
  },
});

/**
 * x with new axes of size 1, numbered as in the result. Negative axes count from the result's end.
 *
 * @throws AppError SHAPE_MISMATCH when an axis is out of range or given twice
 * @see ONNX operator Unsqueeze, since version 13
 */
export function unsqueeze(x: Value, axes: readonly number[]): Value {
  return apply(unsqueezeOp, [x, integers(axesOfResult(x.shape, axes))]);
}

function axesOfResult(shape: Shape, axes: readonly number[]): readonly number[] {
  return normalizeAxes("Unsqueeze", axes, [...shape, ...axes.map(() => 1)]);
}
