import { fail } from "../../core/errors.ts";
import { canBroadcastTo } from "../broadcast.ts";
import { integers, readIntegers } from "../integers.ts";
import { apply, defineOp } from "../op.ts";
import { showShape } from "../shape.ts";
import type { Shape, Value } from "../value.ts";

export const expandOp = defineOp({
  name: "Expand",
  since: 13,
  inputs: ["x", "shape"],
  infer({ x, shape: target }) {
    const shape = readIntegers("Expand", target);
    // ONNX also lets the target's ones stretch over x; exact targets only, so that the size is in plain sight.
    if (!canBroadcastTo(x.shape, shape)) {
      const expected = `x that broadcasts to ${showShape(shape)}`;
      fail("SHAPE_MISMATCH", "Expand", expected, showShape(x.shape));
    }
    return [{ dtype: x.dtype, shape }];
  },
});

/**
 * x repeated along its axes of size 1 (and new leading ones) up to `shape`.
 *
 * @throws AppError SHAPE_MISMATCH when x does not broadcast to exactly `shape`
 * @see ONNX operator Expand, since version 13
 */
export function expand(x: Value, shape: Shape): Value {
  return apply(expandOp, [x, integers(shape)]);
}
