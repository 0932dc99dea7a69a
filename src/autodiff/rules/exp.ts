import { mul } from "../../graph/ops/mul.ts";
import { defineRule } from "../rule.ts";

/**
 * y = eˣ  ⇒  dx = dY·y.
 * @see ONNX operator Exp, since version 13
 */
export const expRule = defineRule("Exp", 13, ["x"], (_, dY, { y }) => ({
  x: () => mul(dY, y),
}));
