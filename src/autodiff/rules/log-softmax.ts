import { attribute } from "../../graph/attributes.ts";
import { exp } from "../../graph/ops/exp.ts";
import { mul } from "../../graph/ops/mul.ts";
import { reduceSum } from "../../graph/ops/reduce-sum.ts";
import { sub } from "../../graph/ops/sub.ts";
import { defineRule } from "../rule.ts";

/**
 * y = x − ln Σeˣ  ⇒  dx = dY − eʸ·ΣdY, the sum along the axis.
 * @see ONNX operator LogSoftmax, since version 13
 */
export const logSoftmaxRule = defineRule("LogSoftmax", 13, ["x"], (_, dY, { y, attributes }) => ({
  x: () => sub(dY, mul(exp(y), reduceSum(dY, [attribute(attributes, "axis", "int")], true))),
}));
