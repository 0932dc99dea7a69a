import { mul } from "../../graph/ops/mul.ts";
import { neg } from "../../graph/ops/neg.ts";
import { sin } from "../../graph/ops/sin.ts";
import { defineRule } from "../rule.ts";

/**
 * y = cos x  ⇒  dx = −dY·sin x.
 * @see ONNX operator Cos, since version 7
 */
export const cosRule = defineRule("Cos", 7, ["x"], ({ x }, dY) => ({
  x: () => neg(mul(dY, sin(x))),
}));
