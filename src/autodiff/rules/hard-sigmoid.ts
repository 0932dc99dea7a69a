import { attribute } from "../../graph/attributes.ts";
import { scale } from "../../graph/derived/scale.ts";
import { scalar } from "../../graph/leaves.ts";
import { and } from "../../graph/ops/and.ts";
import { cast } from "../../graph/ops/cast.ts";
import { greater } from "../../graph/ops/greater.ts";
import { less } from "../../graph/ops/less.ts";
import { mul } from "../../graph/ops/mul.ts";
import { defineRule } from "../rule.ts";

/**
 * y = min(1, max(0, αx + β))  ⇒  dx = α·dY on the ramp, where 0 < y < 1, else 0.
 * @see ONNX operator HardSigmoid, since version 6
 */
export const hardSigmoidRule = defineRule("HardSigmoid", 6, ["x"], (_, dY, { y, attributes }) => ({
  x: () => {
    const isRamp = and(greater(y, scalar(0, y.dtype)), less(y, scalar(1, y.dtype)));
    return mul(scale(dY, attribute(attributes, "alpha", "float")), cast(isRamp, dY.dtype));
  },
}));
