import { div } from "../../graph/ops/div.ts";
import { mul } from "../../graph/ops/mul.ts";
import { neg } from "../../graph/ops/neg.ts";
import { defineRule } from "../rule.ts";

/**
 * y = a/b  ⇒  da = dY/b, db = −dY·y/b.
 * @see ONNX operator Div, since version 14
 */
export const divRule = defineRule("Div", 14, ["a", "b"], ({ b }, dY, { y }) => ({
  a: () => div(dY, b),
  // The same quotient as above, so that it is computed once.
  b: () => neg(mul(div(dY, b), y)),
}));
