import { fail } from "../../core/errors.ts";
import { attribute, type Attributes } from "../attributes.ts";
import { floatTypes, requireDType } from "../dtypes.ts";
import { readIntegers } from "../integers.ts";
import { defineOp } from "../op.ts";
import { sameShape, showShape } from "../shape.ts";
import type { Shape, Value } from "../value.ts";

/**
 * Two ways to take a tensor to other sizes. Mode nearest repeats elements by whole `scales`, mode linear
 * interpolates between them up (or down) to `sizes`. The builders are `resizeNearest` and `resizeLinear`.
 */
export const resizeOp = defineOp({
  name: "Resize",
  since: 19,
  inputs: ["x", "roi?", "scales?", "sizes?"],
  infer({ x, scales, sizes }, attributes) {
    const shape = isLinear(attributes) ? linearShape(x, sizes) : nearestShape(x, scales);
    return [{ dtype: x.dtype, shape }];
  },
});

function isLinear(attributes: Attributes): boolean {
  return attribute(attributes, "mode", "string") === "linear";
}

function nearestShape(x: Value, scales: Value | undefined): Shape {
  const factors = scales?.node.kind === "constant" ? [...scales.node.data] : [];
  const fits = factors.length === x.shape.length;
  if (!fits || !factors.every((factor) => Number.isInteger(factor) && factor >= 1)) {
    const expected = `a whole scale of at least 1 for each axis of ${showShape(x.shape)}`;
    fail("SHAPE_MISMATCH", "Resize", expected, showShape(factors));
  }
  return x.shape.map((size, i) => size * (factors[i] ?? 1));
}

function linearShape(x: Value, sizes: Value | undefined): Shape {
  requireDType("Resize", x, floatTypes);
  const shape = sizes ? readIntegers("Resize", sizes) : [];
  const [rank, leading] = [x.shape.length, x.shape.slice(0, 2)];
  const isKnownRank = rank === 3 || rank === 4;
  if (!isKnownRank || shape.length !== rank || !sameShape(shape.slice(0, 2), leading)) {
    const expected = "x [N, C, L] or [N, C, H, W] and sizes that keep N and C";
    fail("SHAPE_MISMATCH", "Resize", expected, `${showShape(x.shape)} and ${showShape(shape)}`);
  }
  return shape;
}
