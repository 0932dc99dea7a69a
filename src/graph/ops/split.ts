import { fail } from "../../core/errors.ts";
import { attribute, int } from "../attributes.ts";
import { normalizeAxis } from "../axis.ts";
import { integers, readIntegers } from "../integers.ts";
import { applyAll, defineOp } from "../op.ts";
import { showShape, withSize } from "../shape.ts";
import type { Value } from "../value.ts";

export const splitOp = defineOp({
  name: "Split",
  since: 18,
  inputs: ["x", "sizes"],
  infer({ x, sizes: list }, attributes) {
    const axis = normalizeAxis("Split", attribute(attributes, "axis", "int"), x.shape);
    const sizes = readIntegers("Split", list);
    if (sizes.reduce((sum, size) => sum + size, 0) !== x.shape[axis]) {
      const expected = `sizes that add up to axis ${axis} of ${showShape(x.shape)}`;
      fail("SHAPE_MISMATCH", "Split", expected, showShape(sizes));
    }
    return sizes.map((size) => ({ dtype: x.dtype, shape: withSize(x.shape, axis, size) }));
  },
});

/**
 * x cut along `axis` into consecutive parts of the given sizes.
 *
 * @throws AppError SHAPE_MISMATCH when the sizes do not add up
 * @see ONNX operator Split, since version 18
 */
export function split(x: Value, sizes: readonly number[], axis: number): Value[] {
  const front = normalizeAxis("Split", axis, x.shape);
  return [...applyAll(splitOp, [x, integers(sizes)], { axis: int(front) })];
}
