import { fail } from "../../core/errors.ts";
import { attribute, ints } from "../attributes.ts";
import { apply, defineOp } from "../op.ts";
import { showShape } from "../shape.ts";
import type { Value } from "../value.ts";

export const transposeOp = defineOp({
  name: "Transpose",
  since: 13,
  inputs: ["x"],
  infer({ x }, attributes) {
    const permutation = attribute(attributes, "perm", "ints");
    const isPermutation =
      permutation.length === x.shape.length && x.shape.every((_, i) => permutation.includes(i));
    if (!isPermutation) {
      const expected = `a permutation of the axes of ${showShape(x.shape)}`;
      fail("SHAPE_MISMATCH", "Transpose", expected, showShape(permutation));
    }
    return [{ dtype: x.dtype, shape: permutation.map((axis) => x.shape[axis] ?? 0) }];
  },
});

/**
 * x with its axes reordered: axis i of the result is axis `permutation[i]` of x.
 *
 * @throws AppError SHAPE_MISMATCH when `permutation` is not one of x's axes
 * @see ONNX operator Transpose, since version 13
 */
export function transpose(x: Value, permutation: readonly number[]): Value {
  return apply(transposeOp, [x], { perm: ints(permutation) });
}
