import { defineRule } from "../rule.ts";

/**
 * y = x stretched  ⇒  dx = dY; `backward()` sums it back.
 * @see ONNX operator Expand, since version 13
 */
export const expandRule = defineRule("Expand", 13, ["x", "shape"], (_, dY) => ({
  x: () => dY,
}));
