import { onesLike } from "../../graph/derived/ones-like.ts";
import { log } from "../../graph/ops/log.ts";
import { mul } from "../../graph/ops/mul.ts";
import { pow } from "../../graph/ops/pow.ts";
import { sub } from "../../graph/ops/sub.ts";
import { defineRule } from "../rule.ts";

/**
 * y = aᵇ  ⇒  da = dY·b·aᵇ⁻¹, db = dY·y·ln a (a > 0).
 * @see ONNX operator Pow, since version 15
 */
export const powRule = defineRule("Pow", 15, ["a", "b"], ({ a, b }, dY, { y }) => ({
  a: () => mul(dY, mul(b, pow(a, sub(b, onesLike(b))))),
  b: () => mul(dY, mul(y, log(a))),
}));
