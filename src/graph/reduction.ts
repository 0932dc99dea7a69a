import { attribute, int } from "./attributes.ts";
import { normalizeAxes } from "./axis.ts";
import { numberTypes, requireDType } from "./dtypes.ts";
import { integers, readIntegers } from "./integers.ts";
import { apply, defineOp, type Op } from "./op.ts";
import type { DType, Value } from "./value.ts";

/** An op that folds some axes of `x` into one number each. */
export function defineReduction(
  name: string,
  since: number,
  accepted: readonly DType[] = numberTypes,
): Op {
  return defineOp({
    name,
    since,
    inputs: ["x", "axes"],
    infer({ x, axes }, attributes) {
      requireDType(name, x, accepted);
      const folded = normalizeAxes(name, readIntegers(name, axes), x.shape);
      const keeps = attribute(attributes, "keepdims", "int") === 1;
      const shape = keeps
        ? x.shape.map((size, i) => (folded.includes(i) ? 1 : size))
        : x.shape.filter((_, i) => !folded.includes(i));
      return [{ dtype: x.dtype, shape }];
    },
  });
}

/** Applies a reduction over `axes` (negative counts from the end); no axes leave `x` as it is. */
export function reduce(op: Op, x: Value, axes: readonly number[], keepDims: boolean): Value {
  // To ONNX an empty list means every axis; here it means none, so that callers need no case of it.
  if (axes.length === 0) return x;
  const list = integers(normalizeAxes(op.name, axes, x.shape));
  return apply(op, [x, list], { keepdims: int(keepDims ? 1 : 0) });
}
