import { neg } from "../../graph/ops/neg.ts";
import { defineRule } from "../rule.ts";

/**
 * y = a − b  ⇒  da = dY, db = −dY.
 * @see ONNX operator Sub, since version 14
 */
export const subRule = defineRule("Sub", 14, ["a", "b"], (_, dY) => ({
  a: () => dY,
  b: () => neg(dY),
}));
