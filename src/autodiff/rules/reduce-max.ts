import { readIntegers } from "../../graph/integers.ts";
import { defineRule } from "../rule.ts";
import { shareAmongEquals } from "../share-among-equals.ts";

/**
 * y = max of x over axes  ⇒  dx = dY where x = y, shared by equal largest elements, else 0.
 * @see ONNX operator ReduceMax, since version 20
 */
export const reduceMaxRule = defineRule(
  "ReduceMax",
  20,
  ["x", "axes"],
  ({ x, axes }, dY, { y }) => ({
    x: () => shareAmongEquals(x, { y, dY }, readIntegers("ReduceMax", axes)),
  }),
);
