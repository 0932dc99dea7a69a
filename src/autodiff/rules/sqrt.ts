import { scale } from "../../graph/derived/scale.ts";
import { div } from "../../graph/ops/div.ts";
import { defineRule } from "../rule.ts";

/**
 * y = √x  ⇒  dx = dY/(2y).
 * @see ONNX operator Sqrt, since version 13
 */
export const sqrtRule = defineRule("Sqrt", 13, ["x"], (_, dY, { y }) => ({
  x: () => div(scale(dY, 0.5), y),
}));
