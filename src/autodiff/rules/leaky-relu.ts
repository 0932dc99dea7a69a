import { attribute } from "../../graph/attributes.ts";
import { scalar } from "../../graph/leaves.ts";
import { greater } from "../../graph/ops/greater.ts";
import { mul } from "../../graph/ops/mul.ts";
import { where } from "../../graph/ops/where.ts";
import { defineRule } from "../rule.ts";

/**
 * y = x where x ≥ 0, else α·x  ⇒  dx = dY where x > 0, else α·dY.
 *
 * The mask is made of x: where α is negative, y would not tell the two sides apart.
 * @see ONNX operator LeakyRelu, since version 16
 */
export const leakyReluRule = defineRule("LeakyRelu", 16, ["x"], ({ x }, dY, { attributes }) => ({
  x: () => {
    const slope = scalar(attribute(attributes, "alpha", "float"), x.dtype);
    return mul(dY, where(greater(x, scalar(0, x.dtype)), scalar(1, x.dtype), slope));
  },
}));
