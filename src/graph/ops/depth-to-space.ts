import { fail } from "../../core/errors.ts";
import { attribute, int, text } from "../attributes.ts";
import { apply, defineOp } from "../op.ts";
import { showShape } from "../shape.ts";
import type { Value } from "../value.ts";

export const depthToSpaceOp = defineOp({
  name: "DepthToSpace",
  since: 13,
  inputs: ["x"],
  infer({ x }, attributes) {
    const block = attribute(attributes, "blocksize", "int");
    const [batch, channels = 0, rows, columns] = x.shape;
    const fits = x.shape.length === 4 && channels % (block * block) === 0;
    if (batch === undefined || rows === undefined || columns === undefined || !fits) {
      const expected = `[N, C·${block * block}, H, W]`;
      fail("SHAPE_MISMATCH", "DepthToSpace", expected, showShape(x.shape));
    }
    const shape = [batch, channels / (block * block), rows * block, columns * block];
    return [{ dtype: x.dtype, shape }];
  },
});

/**
 * Channels unfolded into blocks of pixels: channel (i·block + j)·C + c goes to row i, column j.
 *
 * Shapes: x [N, C·block², H, W]; returns [N, C, H·block, W·block].
 * @throws AppError SHAPE_MISMATCH
 * @see ONNX operator DepthToSpace, mode DCR, since version 13
 */
export function depthToSpace(x: Value, block: number, mode: "DCR" = "DCR"): Value {
  return apply(depthToSpaceOp, [x], { blocksize: int(block), mode: text(mode) });
}
