import { fail } from "../../core/errors.ts";
import { attribute, int, text } from "../attributes.ts";
import { normalizeAxis } from "../axis.ts";
import { integerTypes, numberTypes, requireDType, requireSameDType } from "../dtypes.ts";
import { apply, defineOp } from "../op.ts";
import { sameShape, showShape } from "../shape.ts";
import type { Value } from "../value.ts";

/** What happens to the element that is there: it is replaced, or the update is added to it. */
type ScatterReduction = "none" | "add";

export const scatterElementsOp = defineOp({
  name: "ScatterElements",
  since: 18,
  inputs: ["x", "indices", "updates"],
  infer({ x, indices, updates }, attributes) {
    requireDType("ScatterElements", x, numberTypes);
    requireDType("ScatterElements", indices, integerTypes);
    requireSameDType("ScatterElements", x, updates);
    const axis = normalizeAxis("ScatterElements", attribute(attributes, "axis", "int"), x.shape);
    const fits =
      sameShape(indices.shape, updates.shape) &&
      indices.shape.length === x.shape.length &&
      indices.shape.every((size, i) => i === axis || size <= (x.shape[i] ?? 0));
    if (!fits) {
      const expected = `indices and updates of one shape, no larger than x ${showShape(x.shape)} but for axis ${axis}`;
      const received = `${showShape(indices.shape)} and ${showShape(updates.shape)}`;
      fail("SHAPE_MISMATCH", "ScatterElements", expected, received);
    }
    return [{ dtype: x.dtype, shape: x.shape }];
  },
});

export interface ScatterOptions {
  readonly axis: number;
  /** `none`, the default, needs indices that name no element twice: which one wins is not defined. */
  readonly reduction?: ScatterReduction | undefined;
}

/**
 * x with `updates` put, or added, where `gatherElements` with these indices would read.
 *
 * Shapes: x [..., V, ...]; indices (int32 or int64, each in [−V, V)) and updates of one shape, no larger
 * than x but along `axis`; returns x's shape. An index out of range fails when the graph runs.
 * @throws AppError SHAPE_MISMATCH, DTYPE_MISMATCH
 * @see ONNX operator ScatterElements, since version 18
 */
export function scatterElements(
  x: Value,
  indices: Value,
  updates: Value,
  options: ScatterOptions,
): Value {
  return apply(scatterElementsOp, [x, indices, updates], {
    axis: int(normalizeAxis("ScatterElements", options.axis, x.shape)),
    reduction: text(options.reduction ?? "none"),
  });
}
