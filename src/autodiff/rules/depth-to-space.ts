import { attribute } from "../../graph/attributes.ts";
import { reshape } from "../../graph/ops/reshape.ts";
import { transpose } from "../../graph/ops/transpose.ts";
import { defineRule } from "../rule.ts";

/**
 * y = channels unfolded into blocks of pixels  ⇒  dx = dY's blocks folded back into channels.
 * @see ONNX operator DepthToSpace, since version 13
 */
export const depthToSpaceRule = defineRule("DepthToSpace", 13, ["x"], ({ x }, dY, context) => ({
  x: () => {
    const block = attribute(context.attributes, "blocksize", "int");
    const [batch = 1, depth = 1, rows = 1, columns = 1] = x.shape;
    const channels = depth / (block * block);
    const blocks = reshape(dY, [batch, channels, rows, block, columns, block]);
    return reshape(transpose(blocks, [0, 3, 5, 1, 2, 4]), x.shape);
  },
}));
