import { defineRule } from "../rule.ts";

/**
 * y = x  ⇒  dx = dY.
 * @see ONNX operator Identity, since version 19
 */
export const identityRule = defineRule("Identity", 19, ["x"], (_, dY) => ({
  x: () => dY,
}));
