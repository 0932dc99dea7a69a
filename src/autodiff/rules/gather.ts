import { attribute } from "../../graph/attributes.ts";
import { constant, scalar } from "../../graph/leaves.ts";
import { add } from "../../graph/ops/add.ts";
import { cast } from "../../graph/ops/cast.ts";
import { equal } from "../../graph/ops/equal.ts";
import { less } from "../../graph/ops/less.ts";
import { matMul } from "../../graph/ops/mat-mul.ts";
import { reshape } from "../../graph/ops/reshape.ts";
import { where } from "../../graph/ops/where.ts";
import { elementCount } from "../../graph/shape.ts";
import type { DType, Value } from "../../graph/value.ts";
import { defineRule } from "../rule.ts";

/**
 * y = entries of x at indices  ⇒  dx = for each entry, the sum of dY over the indices that named it.
 *
 * The sum is a product with the one-hot matrix of the indices: every provider has it, and unlike a
 * scattered addition it has one order, so equal inputs give equal bits. Meant for short axes.
 * @see ONNX operator Gather, since version 13
 */
export const gatherRule = defineRule(
  "Gather",
  13,
  ["x", "indices"],
  ({ x, indices }, dY, { attributes }) => ({
    x: () => {
      const axis = attribute(attributes, "axis", "int");
      const before = elementCount(x.shape.slice(0, axis));
      const after = elementCount(x.shape.slice(axis + 1));
      const count = elementCount(indices.shape);
      const grouped = reshape(dY, [before, count, after]);
      const oneHot = oneHotColumns(indices, x.shape[axis] ?? 1, x.dtype);
      return reshape(matMul(oneHot, grouped), x.shape);
    },
  }),
);

/** [size, count]: 1 where the index of that column is the row. */
function oneHotColumns(indices: Value, size: number, dtype: DType): Value {
  const flat = reshape(indices, [1, elementCount(indices.shape)]);
  const fromFront = where(
    less(flat, scalar(0, flat.dtype)),
    add(flat, scalar(size, flat.dtype)),
    flat,
  );
  const row = constant(
    [size, 1],
    Array.from({ length: size }, (_, i) => i),
    flat.dtype,
  );
  return cast(equal(row, fromFront), dtype);
}
