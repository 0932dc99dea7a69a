import { scale } from "../../graph/derived/scale.ts";
import { scalar } from "../../graph/leaves.ts";
import { clip } from "../../graph/ops/clip.ts";
import { greater } from "../../graph/ops/greater.ts";
import { mul } from "../../graph/ops/mul.ts";
import { where } from "../../graph/ops/where.ts";
import { defineRule } from "../rule.ts";

/**
 * y = max(x, 0)  ⇒  dx = dY where y > 0, else 0.
 *
 * The mask is spelled clip(10³⁰·y, 0, 1): exact for y ≥ 10⁻³⁰, and on ONNX Runtime's CPU provider 2.4 ms
 * where Sign takes 8.6, Where 6.2 and Cast 4.2 (one pass over 1.6 M elements, 2 threads).
 * @see ONNX operator Relu, since version 14
 */
export const reluRule = defineRule("Relu", 14, ["x"], (_, dY, { y }) => ({
  x: () => {
    // float16 has no room for such a factor: ∞·0 would be NaN.
    if (y.dtype === "float16") {
      const zero = scalar(0, "float16");
      return where(greater(y, zero), dY, zero);
    }
    return mul(dY, clip(scale(y, 1e30), { min: 0, max: 1 }));
  },
}));
