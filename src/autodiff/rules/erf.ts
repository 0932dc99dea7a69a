import { scale } from "../../graph/derived/scale.ts";
import { square } from "../../graph/derived/square.ts";
import { exp } from "../../graph/ops/exp.ts";
import { mul } from "../../graph/ops/mul.ts";
import { neg } from "../../graph/ops/neg.ts";
import { defineRule } from "../rule.ts";

/**
 * y = erf x  ⇒  dx = dY · 2/√π · e^(−x²).
 * @see ONNX operator Erf, since version 13
 */
export const erfRule = defineRule("Erf", 13, ["x"], ({ x }, dY) => ({
  x: () => mul(dY, scale(exp(neg(square(x))), 2 / Math.sqrt(Math.PI))),
}));
