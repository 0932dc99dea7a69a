import { scale } from "../../graph/derived/scale.ts";
import { expand } from "../../graph/ops/expand.ts";
import { elementCount } from "../../graph/shape.ts";
import { defineRule } from "../rule.ts";

/**
 * y = mean over n places  ⇒  dx = dY/n at each of them.
 * @see ONNX operator GlobalAveragePool, since version 1
 */
export const globalAveragePoolRule = defineRule("GlobalAveragePool", 1, ["x"], ({ x }, dY) => ({
  x: () => expand(scale(dY, 1 / elementCount(x.shape.slice(2))), x.shape),
}));
