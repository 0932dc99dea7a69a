import { readIntegers } from "../../graph/integers.ts";
import { cast } from "../../graph/ops/cast.ts";
import { div } from "../../graph/ops/div.ts";
import { equal } from "../../graph/ops/equal.ts";
import { mul } from "../../graph/ops/mul.ts";
import { reduceSum } from "../../graph/ops/reduce-sum.ts";
import { restoreAxes } from "../restore-axes.ts";
import { defineRule } from "../rule.ts";

/**
 * y = max of x over axes  ⇒  dx = dY where x = y, shared by equal largest elements, else 0.
 * @see ONNX operator ReduceMax, since version 20
 */
export const reduceMaxRule = defineRule(
  "ReduceMax",
  20,
  ["x", "axes"],
  ({ x, axes }, dY, { y }) => ({
    x: () => {
      const folded = readIntegers("ReduceMax", axes);
      const restored = restoreAxes(y, x.shape, folded);
      const isLargest = cast(equal(x, restored), x.dtype);
      const share = div(restoreAxes(dY, x.shape, folded), reduceSum(isLargest, folded, true));
      return mul(isLargest, share);
    },
  }),
);
