import { scalar } from "../../graph/leaves.ts";
import { greater } from "../../graph/ops/greater.ts";
import { mul } from "../../graph/ops/mul.ts";
import { where } from "../../graph/ops/where.ts";
import { positiveMask } from "../positive-mask.ts";
import { defineRule } from "../rule.ts";

/**
 * y = max(x, 0)  ⇒  dx = dY where y > 0, else 0.
 * @see ONNX operator Relu, since version 14
 */
export const reluRule = defineRule("Relu", 14, ["x"], (_, dY, { y }) => ({
  x: () => {
    // float16 has no room for such a factor: ∞·0 would be NaN.
    if (y.dtype === "float16") {
      const zero = scalar(0, "float16");
      return where(greater(y, zero), dY, zero);
    }
    return mul(dY, positiveMask(y));
  },
}));
