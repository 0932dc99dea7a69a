import { fail } from "../../core/errors.ts";
import { normalizeAxes } from "../axis.ts";
import { integers, readIntegers } from "../integers.ts";
import { apply, defineOp } from "../op.ts";
import { showShape } from "../shape.ts";
import type { Value } from "../value.ts";

export const squeezeOp = defineOp({
  name: "Squeeze",
  since: 13,
  inputs: ["x", "axes"],
  infer({ x, axes: list }) {
    const axes = normalizeAxes("Squeeze", readIntegers("Squeeze", list), x.shape);
    if (axes.some((axis) => x.shape[axis] !== 1)) {
      fail("SHAPE_MISMATCH", "Squeeze", `size 1 on axes ${showShape(axes)}`, showShape(x.shape));
    }
    return [{ dtype: x.dtype, shape: x.shape.filter((_, i) => !axes.includes(i)) }];
  },
});

/**
 * x without the given axes, each of size 1. Negative axes count from the end.
 *
 * @throws AppError SHAPE_MISMATCH when an axis is missing or longer than 1
 * @see ONNX operator Squeeze, since version 13
 */
export function squeeze(x: Value, axes: readonly number[]): Value {
  return apply(squeezeOp, [x, integers(normalizeAxes("Squeeze", axes, x.shape))]);
}
