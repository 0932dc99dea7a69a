import { reshape } from "../../graph/ops/reshape.ts";
import { defineRule } from "../rule.ts";

/**
 * y = x without axes of size 1  ⇒  dx = dY with them.
 * @see ONNX operator Squeeze, since version 13
 */
export const squeezeRule = defineRule("Squeeze", 13, ["x", "axes"], ({ x }, dY) => ({
  x: () => reshape(dY, x.shape),
}));
