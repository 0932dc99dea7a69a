import { square } from "../../graph/derived/square.ts";
import { mul } from "../../graph/ops/mul.ts";
import { sub } from "../../graph/ops/sub.ts";
import { defineRule } from "../rule.ts";

/**
 * y = tanh x  ⇒  dx = dY·(1 − y²), written dY − dY·y².
 * @see ONNX operator Tanh, since version 13
 */
export const tanhRule = defineRule("Tanh", 13, ["x"], (_, dY, { y }) => ({
  x: () => sub(dY, mul(dY, square(y))),
}));
