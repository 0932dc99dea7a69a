import { attribute, int } from "../attributes.ts";
import { normalizeAxis } from "../axis.ts";
import { integerTypes, requireDType } from "../dtypes.ts";
import { apply, defineOp } from "../op.ts";
import type { Value } from "../value.ts";

export const gatherOp = defineOp({
  name: "Gather",
  since: 13,
  inputs: ["x", "indices"],
  infer({ x, indices }, attributes) {
    requireDType("Gather", indices, integerTypes);
    const axis = normalizeAxis("Gather", attribute(attributes, "axis", "int"), x.shape);
    const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
    return [{ dtype: x.dtype, shape }];
  },
});

/**
 * The entries of x at `indices` along `axis`, which `indices`' shape replaces.
 *
 * Shapes: x [..., V, ...], indices int32 or int64 of any shape, each in [−V, V); returns
 * [..., indices' shape, ...]. An index out of range fails when the graph runs.
 * @throws AppError SHAPE_MISMATCH, DTYPE_MISMATCH
 * @see ONNX operator Gather, since version 13
 */
export function gather(x: Value, indices: Value, axis: number): Value {
  return apply(gatherOp, [x, indices], { axis: int(normalizeAxis("Gather", axis, x.shape)) });
}
