import { neg } from "../../graph/ops/neg.ts";
import { defineRule } from "../rule.ts";

/**
 * y = −x  ⇒  dx = −dY.
 * @see ONNX operator Neg, since version 13
 */
export const negRule = defineRule("Neg", 13, ["x"], (_, dY) => ({
  x: () => neg(dY),
}));
