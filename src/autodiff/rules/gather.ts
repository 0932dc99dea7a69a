import { attribute } from "../../graph/attributes.ts";
import { constant, scalar } from "../../graph/leaves.ts";
import { add } from "../../graph/ops/add.ts";
import { cast } from "../../graph/ops/cast.ts";
import { equal } from "../../graph/ops/equal.ts";
import { expand } from "../../graph/ops/expand.ts";
import { less } from "../../graph/ops/less.ts";
import { matMul } from "../../graph/ops/mat-mul.ts";
import { reshape } from "../../graph/ops/reshape.ts";
import { scatterElements } from "../../graph/ops/scatter-elements.ts";
import { where } from "../../graph/ops/where.ts";
import { elementCount } from "../../graph/shape.ts";
import type { DType, Value } from "../../graph/value.ts";
import { defineRule } from "../rule.ts";

/**
 * Up to here the product costs less than the scattered addition. On the CPU provider they meet at about
 * 256 entries (512×64 and 2048×128 elements of dY, 2 threads); at 4096 the product takes fifty times as long.
 */
const longestProduct = 256;

/**
 * y = entries of x at indices  ⇒  dx = for each entry, the sum of dY over the indices that named it.
 *
 * Over a short axis the sum is a product with the one-hot matrix of the indices: every provider has it,
 * and it has one order, so equal inputs give equal bits. That costs a multiply-add for each entry and
 * element of dY, so a long axis (a table of embeddings) gets a scattered addition instead.
 * @see ONNX operator Gather, since version 13
 */
export const gatherRule = defineRule(
  "Gather",
  13,
  ["x", "indices"],
  ({ x, indices }, dY, { attributes }) => ({
    x: () => {
      const axis = attribute(attributes, "axis", "int");
      const size = x.shape[axis] ?? 1;
      const before = elementCount(x.shape.slice(0, axis));
      const after = elementCount(x.shape.slice(axis + 1));
      const count = elementCount(indices.shape);
      const grouped = reshape(dY, [before, count, after]);
      if (size > longestProduct) {
        const places = expand(reshape(indices, [1, count, 1]), grouped.shape);
        const zeros = constant([before, size, after], 0, x.dtype);
        const options = { axis: 1, reduction: "add" } as const;
        return reshape(scatterElements(zeros, places, grouped, options), x.shape);
      }
      return reshape(matMul(oneHotColumns(indices, size, x.dtype), grouped), x.shape);
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
