import { broadcastShapes } from "./broadcast.ts";
import { requireDType, requireSameDType } from "./dtypes.ts";
import { defineOp, type Op } from "./op.ts";
import type { DType } from "./value.ts";

/** An op on each element of `x`. The result has the dtype of `x` unless `result` is given. */
export function defineUnary(
  name: string,
  since: number,
  accepted: readonly DType[],
  result?: DType,
): Op {
  return defineOp({
    name,
    since,
    inputs: ["x"],
    infer({ x }) {
      requireDType(name, x, accepted);
      return [{ dtype: result ?? x.dtype, shape: x.shape }];
    },
  });
}

/** An op on pairs of elements of `a` and `b`, broadcast over each other. Both have one dtype. */
export function defineBinary(
  name: string,
  since: number,
  accepted: readonly DType[],
  result?: DType,
): Op {
  return defineOp({
    name,
    since,
    inputs: ["a", "b"],
    infer({ a, b }) {
      requireDType(name, a, accepted);
      requireSameDType(name, a, b);
      return [{ dtype: result ?? a.dtype, shape: broadcastShapes(name, a.shape, b.shape) }];
    },
  });
}
