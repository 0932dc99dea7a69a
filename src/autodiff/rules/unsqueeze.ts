import { reshape } from "../../graph/ops/reshape.ts";
import { defineRule } from "../rule.ts";

/**
 * y = x with axes of size 1  ⇒  dx = dY without them.
 * @see ONNX operator Unsqueeze, since version 13
 */
export const unsqueezeRule = defineRule("Unsqueeze", 13, ["x", "axes"], ({ x }, dY) => ({
  x: () => reshape(dY, x.shape),
}));
