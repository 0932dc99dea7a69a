import { readIntegers } from "../../graph/integers.ts";
import { spreadOver } from "../restore-axes.ts";
import { defineRule } from "../rule.ts";

/**
 * y = Σ x over axes  ⇒  dx = dY repeated along them.
 * @see ONNX operator ReduceSum, since version 13
 */
export const reduceSumRule = defineRule("ReduceSum", 13, ["x", "axes"], ({ x, axes }, dY) => ({
  x: () => spreadOver(dY, x.shape, readIntegers("ReduceSum", axes)),
}));
