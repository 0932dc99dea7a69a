import { reduceSum } from "../../graph/ops/reduce-sum.ts";
import { reshape } from "../../graph/ops/reshape.ts";
import { defineRule } from "../rule.ts";

/**
 * y = each element repeated  ⇒  dx = the sum of dY over its copies.
 * @see ONNX operator Resize, since version 19
 */
export const resizeNearestRule = defineRule("Resize", 19, ["x", "roi?", "scales"], ({ x }, dY) => ({
  x: () => {
    const copies = x.shape.map((size, i) => (dY.shape[i] ?? size) / size);
    const grouped = x.shape.flatMap((size, i) => {
      const count = copies[i] ?? 1;
      return count === 1 ? [size] : [size, count];
    });
    const axes = copies.flatMap((count, i) => {
      const earlier = copies.slice(0, i).filter((n) => n > 1).length;
      return count === 1 ? [] : [i + earlier + 1];
    });
    return reduceSum(reshape(dY, grouped), axes);
  },
}));
