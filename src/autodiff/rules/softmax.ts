import { attribute } from "../../graph/attributes.ts";
import { mul } from "../../graph/ops/mul.ts";
import { reduceSum } from "../../graph/ops/reduce-sum.ts";
import { sub } from "../../graph/ops/sub.ts";
import { defineRule } from "../rule.ts";

/**
 * y = softmax x  ⇒  dx = y·(dY − Σ dY·y), the sum along the axis.
 * @see ONNX operator Softmax, since version 13
 */
export const softmaxRule = defineRule("Softmax", 13, ["x"], (_, dY, { y, attributes }) => ({
  x: () => mul(y, sub(dY, reduceSum(mul(dY, y), [attribute(attributes, "axis", "int")], true))),
}));
