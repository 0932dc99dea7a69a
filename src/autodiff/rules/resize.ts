import { attribute } from "../../graph/attributes.ts";
import { swapLastTwo } from "../../graph/derived/swap-last-two.ts";
import { constant } from "../../graph/leaves.ts";
import { matMul } from "../../graph/ops/mat-mul.ts";
import { reduceSum } from "../../graph/ops/reduce-sum.ts";
import { reshape } from "../../graph/ops/reshape.ts";
import type { Shape, Value } from "../../graph/value.ts";
import { interpolationWeights } from "../interpolation-weights.ts";
import { defineRule } from "../rule.ts";

/**
 * Mode nearest: y = each element repeated  ⇒  dx = the sum of dY over its copies.
 *
 * Mode linear: y = R·x along each spatial axis  ⇒  dx = Rᵀ·dY along each, R [size of y, size of x] the
 * interpolation weights. Two dense products: every provider has them, and a tent-shaped convolution
 * would need the borders mended.
 * @see ONNX operator Resize, since version 19
 */
export const resizeRule = defineRule(
  "Resize",
  19,
  ["x", "roi?", "scales?", "sizes?"],
  ({ x }, dY, { attributes }) => ({
    x: () =>
      attribute(attributes, "mode", "string") === "linear"
        ? alongEachAxis(x.shape, dY, attribute(attributes, coordinates, "string"))
        : sumOfCopies(x.shape, dY),
  }),
);

const coordinates = "coordinate_transformation_mode";

function sumOfCopies(shape: Shape, dY: Value): Value {
  const copies = shape.map((size, i) => (dY.shape[i] ?? size) / size);
  const grouped = shape.flatMap((size, i) => {
    const count = copies[i] ?? 1;
    return count === 1 ? [size] : [size, count];
  });
  const axes = copies.flatMap((count, i) => {
    const earlier = copies.slice(0, i).filter((n) => n > 1).length;
    return count === 1 ? [] : [i + earlier + 1];
  });
  return reduceSum(reshape(dY, grouped), axes);
}

/** The last axis first: it is the product without a batch, and leaves less to the other. */
function alongEachAxis(shape: Shape, dY: Value, transformation: string): Value {
  return shape.reduceRight((gradient, from, axis) => {
    const to = dY.shape[axis] ?? from;
    if (from === to) return gradient;
    const weights = constant(
      [to, from],
      interpolationWeights({ from, to, transformation }),
      dY.dtype,
    );
    if (axis === shape.length - 1) return matMul(gradient, weights);
    return matMul(swapLastTwo(weights), gradient);
  }, dY);
}
