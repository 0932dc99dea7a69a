import { fail } from "../../core/errors.ts";
import { floatTypes, requireDType } from "../dtypes.ts";
import { apply, defineOp } from "../op.ts";
import { showShape } from "../shape.ts";
import type { Value } from "../value.ts";

export const globalAveragePoolOp = defineOp({
  name: "GlobalAveragePool",
  since: 1,
  inputs: ["x"],
  infer({ x }) {
    requireDType("GlobalAveragePool", x, floatTypes);
    if (x.shape.length < 3) {
      fail("SHAPE_MISMATCH", "GlobalAveragePool", "[N, C, …]", showShape(x.shape));
    }
    return [{ dtype: x.dtype, shape: x.shape.map((size, i) => (i < 2 ? size : 1)) }];
  },
});

/**
 * Mean over all spatial axes.
 *
 * Shapes: x [N, C, H, W] (or [N, C, L]); returns [N, C, 1, 1].
 * @throws AppError SHAPE_MISMATCH, DTYPE_MISMATCH
 * @see ONNX operator GlobalAveragePool, since version 1
 */
export function globalAveragePool(x: Value): Value {
  return apply(globalAveragePoolOp, [x]);
}
