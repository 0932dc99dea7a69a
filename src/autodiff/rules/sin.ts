import { cos } from "../../graph/ops/cos.ts";
import { mul } from "../../graph/ops/mul.ts";
import { defineRule } from "../rule.ts";

/**
 * y = sin x  ⇒  dx = dY·cos x.
 * @see ONNX operator Sin, since version 7
 */
export const sinRule = defineRule("Sin", 7, ["x"], ({ x }, dY) => ({
  x: () => mul(dY, cos(x)),
}));
