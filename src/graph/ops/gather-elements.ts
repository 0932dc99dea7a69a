import { fail } from "../../core/errors.ts";
import { attribute, int } from "../attributes.ts";
import { normalizeAxis } from "../axis.ts";
import { integerTypes, requireDType } from "../dtypes.ts";
import { apply, defineOp } from "../op.ts";
import { showShape } from "../shape.ts";
import type { Value } from "../value.ts";

export const gatherElementsOp = defineOp({
  name: "GatherElements",
  since: 13,
  inputs: ["x", "indices"],
  infer({ x, indices }, attributes) {
    requireDType("GatherElements", indices, integerTypes);
    const axis = normalizeAxis("GatherElements", attribute(attributes, "axis", "int"), x.shape);
    const fits =
      indices.shape.length === x.shape.length &&
      indices.shape.every((size, i) => i === axis || size <= (x.shape[i] ?? 0));
    if (!fits) {
      const expected = `indices no larger than x ${showShape(x.shape)} but for axis ${axis}`;
      fail("SHAPE_MISMATCH", "GatherElements", expected, showShape(indices.shape));
    }
    return [{ dtype: x.dtype, shape: indices.shape }];
  },
});

/**
 * For each place of `indices` one element of x: the one at the same place but, along `axis`, at the index.
 *
 * Shapes: x [..., V, ...], indices int32 or int64 of the same rank and no larger but along `axis`, each in
 * [−V, V); returns indices' shape. An index out of range fails when the graph runs.
 * @throws AppError SHAPE_MISMATCH, DTYPE_MISMATCH
 * @see ONNX operator GatherElements, since version 13
 */
export function gatherElements(x: Value, indices: Value, axis: number): Value {
  const front = normalizeAxis("GatherElements", axis, x.shape);
  return apply(gatherElementsOp, [x, indices], { axis: int(front) });
}
