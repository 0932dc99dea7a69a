import { fail } from "../../core/errors.ts";
import { attribute, int } from "../attributes.ts";
import { normalizeAxis } from "../axis.ts";
import { numberTypes, requireDType } from "../dtypes.ts";
import { integers, readIntegers } from "../integers.ts";
import { applyAll, defineOp } from "../op.ts";
import { showShape, withSize } from "../shape.ts";
import type { Value } from "../value.ts";

export const topKOp = defineOp({
  name: "TopK",
  since: 11,
  inputs: ["x", "k"],
  infer({ x, k: list }, attributes) {
    requireDType("TopK", x, numberTypes);
    const axis = normalizeAxis("TopK", attribute(attributes, "axis", "int"), x.shape);
    const [k = 0, ...rest] = readIntegers("TopK", list);
    if (rest.length > 0 || k < 1 || k > (x.shape[axis] ?? 0)) {
      const expected = `one k from 1 to the size of axis ${axis} of x ${showShape(x.shape)}`;
      fail("SHAPE_MISMATCH", "TopK", expected, showShape([k, ...rest]));
    }
    const shape = withSize(x.shape, axis, k);
    return [
      { dtype: x.dtype, shape },
      { dtype: "int64", shape },
    ];
  },
});

export interface TopKOptions {
  readonly k: number;
  /** −1 */
  readonly axis?: number | undefined;
  /** False takes the smallest; true. */
  readonly isLargest?: boolean | undefined;
}

export interface TopKOutputs {
  /** In order, the most extreme first. */
  readonly values: Value;
  /** Where in x each came from, int64; no gradient passes through them. */
  readonly indices: Value;
}

/**
 * The k largest (or smallest) elements along `axis`; of equal ones the lower index comes first.
 *
 * Shapes: x [..., V, ...], 1 ≤ k ≤ V; both outputs [..., k, ...].
 * @throws AppError SHAPE_MISMATCH, DTYPE_MISMATCH
 * @see ONNX operator TopK, since version 11
 */
export function topK(x: Value, options: TopKOptions): TopKOutputs {
  const { k, axis = -1, isLargest = true } = options;
  const [values, indices] = applyAll(topKOp, [x, integers([k])], {
    axis: int(normalizeAxis("TopK", axis, x.shape)),
    largest: int(isLargest ? 1 : 0),
    sorted: int(1),
  }) as [Value, Value];
  return { values, indices };
}
