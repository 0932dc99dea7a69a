import { defineRule } from "../rule.ts";

/**
 * y = a + b  ⇒  da = dY, db = dY.
 * @see ONNX operator Add, since version 14
 */
export const addRule = defineRule("Add", 14, ["a", "b"], (_, dY) => ({
  a: () => dY,
  b: () => dY,
}));
