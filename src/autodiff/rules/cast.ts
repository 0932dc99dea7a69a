import { isFloat } from "../../graph/dtypes.ts";
import { cast } from "../../graph/ops/cast.ts";
import { defineRule } from "../rule.ts";

/**
 * y = x in another dtype  ⇒  dx = dY in x's. Rounding to an integer or a bool passes nothing.
 * @see ONNX operator Cast, since version 19
 */
export const castRule = defineRule("Cast", 19, ["x"], ({ x }, dY) =>
  isFloat(x.dtype) && isFloat(dY.dtype) ? { x: () => cast(dY, x.dtype) } : {},
);
