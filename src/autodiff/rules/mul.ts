import { mul } from "../../graph/ops/mul.ts";
import { defineRule } from "../rule.ts";

/**
 * y = a·b  ⇒  da = dY·b, db = dY·a.
 * @see ONNX operator Mul, since version 14
 */
export const mulRule = defineRule("Mul", 14, ["a", "b"], ({ a, b }, dY) => ({
  a: () => mul(dY, b),
  b: () => mul(dY, a),
}));
