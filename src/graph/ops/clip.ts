import { fail } from "../../core/errors.ts";
import { numberTypes, requireDType, requireSameDType } from "../dtypes.ts";
import { scalar } from "../leaves.ts";
import { apply, defineOp } from "../op.ts";
import { showShape } from "../shape.ts";
import type { Value } from "../value.ts";

export const clipOp = defineOp({
  name: "Clip",
  since: 13,
  inputs: ["x", "min?", "max?"],
  infer({ x, min, max }) {
    requireDType("Clip", x, numberTypes);
    for (const bound of [min, max]) {
      if (!bound) continue;
      requireSameDType("Clip", x, bound);
      if (bound.shape.length > 0) {
        fail("SHAPE_MISMATCH", "Clip", "a scalar bound", showShape(bound.shape));
      }
    }
    return [{ dtype: x.dtype, shape: x.shape }];
  },
});

/**
 * x held between `min` and `max`; the gradient is 0 outside and 1 on the bounds.
 *
 * Shapes: x any; the result the same.
 * @throws AppError DTYPE_MISMATCH
 * @see ONNX operator Clip, since version 13
 */
export function clip(
  x: Value,
  bounds: { readonly min?: number | undefined; readonly max?: number | undefined },
): Value {
  const bound = (at: number | undefined): Value | undefined =>
    at === undefined ? undefined : scalar(at, x.dtype);
  return apply(clipOp, [x, bound(bounds.min), bound(bounds.max)]);
}
