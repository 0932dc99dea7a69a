import { scalar } from "../../graph/leaves.ts";
import { less } from "../../graph/ops/less.ts";
import { where } from "../../graph/ops/where.ts";
import { defineRule } from "../rule.ts";

/**
 * y = max(a, b)  ⇒  dY goes to the larger, to a when they are equal.
 * @see ONNX operator Max, since version 13
 */
export const maxRule = defineRule("Max", 13, ["a", "b"], ({ a, b }, dY) => ({
  a: () => where(less(a, b), scalar(0, dY.dtype), dY),
  b: () => where(less(a, b), dY, scalar(0, dY.dtype)),
}));
