import { cast } from "../../graph/ops/cast.ts";
import { equal } from "../../graph/ops/equal.ts";
import { mul } from "../../graph/ops/mul.ts";
import { defineRule } from "../rule.ts";

/**
 * y = x held between bounds  ⇒  dx = dY where x was left alone (y = x), else 0.
 * @see ONNX operator Clip, since version 13
 */
export const clipRule = defineRule("Clip", 13, ["x", "min?", "max?"], ({ x }, dY, { y }) => ({
  x: () => mul(dY, cast(equal(x, y), dY.dtype)),
}));
