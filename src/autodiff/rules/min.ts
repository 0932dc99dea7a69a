import { scalar } from "../../graph/leaves.ts";
import { greater } from "../../graph/ops/greater.ts";
import { where } from "../../graph/ops/where.ts";
import { defineRule } from "../rule.ts";

/**
 * y = min(a, b)  ⇒  dY goes to the smaller, to a when they are equal.
 * @see ONNX operator Min, since version 13
 */
export const minRule = defineRule("Min", 13, ["a", "b"], ({ a, b }, dY) => ({
  a: () => where(greater(a, b), scalar(0, dY.dtype), dY),
  b: () => where(greater(a, b), dY, scalar(0, dY.dtype)),
}));
