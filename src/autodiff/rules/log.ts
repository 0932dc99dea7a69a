import { div } from "../../graph/ops/div.ts";
import { defineRule } from "../rule.ts";

/**
 * y = ln x  ⇒  dx = dY/x.
 * @see ONNX operator Log, since version 13
 */
export const logRule = defineRule("Log", 13, ["x"], ({ x }, dY) => ({
  x: () => div(dY, x),
}));
