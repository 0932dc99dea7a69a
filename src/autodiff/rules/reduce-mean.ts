import { scale } from "../../graph/derived/scale.ts";
import { readIntegers } from "../../graph/integers.ts";
import { elementCount } from "../../graph/shape.ts";
import { spreadOver } from "../restore-axes.ts";
import { defineRule } from "../rule.ts";

/**
 * y = mean of x over axes of n elements  ⇒  dx = dY/n repeated along them.
 * @see ONNX operator ReduceMean, since version 18
 */
export const reduceMeanRule = defineRule("ReduceMean", 18, ["x", "axes"], ({ x, axes }, dY) => ({
  x: () => {
    const share = elementCount(dY.shape) / elementCount(x.shape);
    return spreadOver(scale(dY, share), x.shape, readIntegers("ReduceMean", axes));
  },
}));
