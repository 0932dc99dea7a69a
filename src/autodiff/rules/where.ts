import { scalar } from "../../graph/leaves.ts";
import { where } from "../../graph/ops/where.ts";
import { defineRule } from "../rule.ts";

/**
 * y = a where the condition holds, else b  ⇒  da = dY where it holds, db = dY where it does not.
 * A chosen 0 stops even an infinite or NaN gradient, which a product with a mask would let through.
 * @see ONNX operator Where, since version 16
 */
export const whereRule = defineRule("Where", 16, ["condition", "a", "b"], ({ condition }, dY) => ({
  a: () => where(condition, dY, scalar(0, dY.dtype)),
  b: () => where(condition, scalar(0, dY.dtype), dY),
}));
