import { square } from "../../graph/derived/square.ts";
import { mul } from "../../graph/ops/mul.ts";
import { sub } from "../../graph/ops/sub.ts";
import { defineRule } from "../rule.ts";

/**
 * y = σ(x)  ⇒  dx = dY·y·(1 − y), written y − y².
 * @see ONNX operator Sigmoid, since version 13
 */
export const sigmoidRule = defineRule("Sigmoid", 13, ["x"], (_, dY, { y }) => ({
  x: () => mul(dY, sub(y, square(y))),
}));
