import { mul } from "../../graph/ops/mul.ts";
import { sigmoid } from "../../graph/ops/sigmoid.ts";
import { defineRule } from "../rule.ts";

/**
 * y = ln(1 + eˣ)  ⇒  dx = dY·σ(x).
 * @see ONNX operator Softplus, since version 1
 */
export const softplusRule = defineRule("Softplus", 1, ["x"], ({ x }, dY) => ({
  x: () => mul(dY, sigmoid(x)),
}));
