import { readIntegers } from "../../graph/integers.ts";
import { defineRule } from "../rule.ts";
import { shareAmongEquals } from "../share-among-equals.ts";

/**
 * y = min of x over axes  ⇒  dx = dY where x = y, shared by equal smallest elements, else 0.
 * @see ONNX operator ReduceMin, since version 20
 */
export const reduceMinRule = defineRule(
  "ReduceMin",
  20,
  ["x", "axes"],
  ({ x, axes }, dY, { y }) => ({
    x: () => shareAmongEquals(x, { y, dY }, readIntegers("ReduceMin", axes)),
  }),
);
