import { mul } from "../../graph/ops/mul.ts";
import { sign } from "../../graph/ops/sign.ts";
import { defineRule } from "../rule.ts";

/**
 * y = |x|  ⇒  dx = dY·sign(x), 0 at 0.
 * @see ONNX operator Abs, since version 13
 */
export const absRule = defineRule("Abs", 13, ["x"], ({ x }, dY) => ({
  x: () => mul(dY, sign(x)),
}));
