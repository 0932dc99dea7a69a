import { fail } from "../../core/errors.ts";
import { text } from "../attributes.ts";
import { constant } from "../leaves.ts";
import { apply, defineOp } from "../op.ts";
import { showShape } from "../shape.ts";
import type { Value } from "../value.ts";

export const resizeNearestOp = defineOp({
  name: "Resize",
  since: 19,
  inputs: ["x", "roi?", "scales"],
  infer({ x, scales }) {
    const factors = scales.node.kind === "constant" ? [...scales.node.data] : [];
    const fits = factors.length === x.shape.length;
    if (!fits || !factors.every((factor) => Number.isInteger(factor) && factor >= 1)) {
      const expected = `a whole scale of at least 1 for each axis of ${showShape(x.shape)}`;
      fail("SHAPE_MISMATCH", "Resize", expected, showShape(factors));
    }
    return [{ dtype: x.dtype, shape: x.shape.map((size, i) => size * (factors[i] ?? 1)) }];
  },
});

/**
 * Each element repeated `scales[i]` times along axis i.
 *
 * Shapes: x any; each axis grows by its whole scale.
 * @throws AppError SHAPE_MISMATCH when the scales are not whole or not one an axis
 * @see ONNX operator Resize, mode nearest, since version 19
 */
export function resizeNearest(x: Value, scales: readonly number[]): Value {
  return apply(resizeNearestOp, [x, undefined, constant([scales.length], scales)], {
    coordinate_transformation_mode: text("asymmetric"),
    mode: text("nearest"),
    nearest_mode: text("floor"),
  });
}
