import { fail } from "../../core/errors.ts";
import { integers, readIntegers } from "../integers.ts";
import { apply, defineOp } from "../op.ts";
import { elementCount, showShape } from "../shape.ts";
import type { Shape, Value } from "../value.ts";

export const reshapeOp = defineOp({
  name: "Reshape",
  since: 19,
  inputs: ["x", "shape"],
  infer({ x, shape: target }) {
    const shape = readIntegers("Reshape", target);
    if (elementCount(shape) !== elementCount(x.shape)) {
      const expected = `${elementCount(x.shape)} elements as ${showShape(x.shape)} has`;
      fail("SHAPE_MISMATCH", "Reshape", expected, showShape(shape));
    }
    return [{ dtype: x.dtype, shape }];
  },
});

/**
 * x with the same elements in the same order under another shape. Every size is given: no −1, no 0.
 *
 * @throws AppError SHAPE_MISMATCH when the number of elements differs
 * @see ONNX operator Reshape, since version 19
 */
export function reshape(x: Value, shape: Shape): Value {
  return apply(reshapeOp, [x, integers(shape)]);
}
