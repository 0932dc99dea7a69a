import { square } from "../../graph/derived/square.ts";
import { mul } from "../../graph/ops/mul.ts";
import { neg } from "../../graph/ops/neg.ts";
import { defineRule } from "../rule.ts";

/**
 * y = 1/x  ⇒  dx = −dY·y².
 * @see ONNX operator Reciprocal, since version 13
 */
export const reciprocalRule = defineRule("Reciprocal", 13, ["x"], (_, dY, { y }) => ({
  x: () => neg(mul(dY, square(y))),
}));
