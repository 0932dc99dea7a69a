import { fail } from "../../core/errors.ts";
import { attribute, int } from "../attributes.ts";
import { normalizeAxis } from "../axis.ts";
import { requireSameDType } from "../dtypes.ts";
import { apply, defineOp } from "../op.ts";
import { sameShape, showShape, withSize } from "../shape.ts";
import type { Value } from "../value.ts";

export const concatOp = defineOp({
  name: "Concat",
  since: 13,
  inputs: ["xs..."],
  infer({ xs }, attributes) {
    const [first, ...rest] = xs;
    if (!first) fail("GRAPH_INVALID", "Concat", "at least one input is needed");
    requireSameDType("Concat", first, ...rest);
    const axis = normalizeAxis("Concat", attribute(attributes, "axis", "int"), first.shape);
    let size = 0;
    for (const x of xs) {
      const along = x.shape[axis] ?? 0;
      if (!sameShape(x.shape, withSize(first.shape, axis, along))) {
        const expected: string = `shapes equal to ${showShape(first.shape)} but for axis ${axis}`;
        fail("SHAPE_MISMATCH", "Concat", expected, showShape(x.shape));
      }
      size += along;
    }
    return [{ dtype: first.dtype, shape: withSize(first.shape, axis, size) }];
  },
});

/**
 * The tensors one after another along `axis`.
 *
 * Shapes: equal but for `axis`, whose sizes add up. A negative axis counts from the end.
 * @throws AppError SHAPE_MISMATCH, DTYPE_MISMATCH; GRAPH_INVALID for an empty list
 * @see ONNX operator Concat, since version 13
 */
export function concat(xs: readonly Value[], axis: number): Value {
  const rank = xs[0]?.shape ?? [];
  const front = xs.length > 0 ? normalizeAxis("Concat", axis, rank) : axis;
  return apply(concatOp, xs, { axis: int(front) });
}
