import { fail } from "../core/errors.ts";
import { requireDType } from "./dtypes.ts";
import { sameShape, showShape } from "./shape.ts";
import type { Value } from "./value.ts";

/**
 * Checks that scale and zero point have one number for each index of one axis of x.
 *
 * @throws AppError SHAPE_MISMATCH, DTYPE_MISMATCH
 */
export function requireScales(
  op: string,
  options: {
    readonly x: Value;
    readonly scale: Value;
    readonly zeroPoint: Value;
    readonly axis: number;
  },
): void {
  const { x, scale, zeroPoint, axis } = options;
  requireDType(op, scale, ["float32"]);
  requireDType(op, zeroPoint, ["uint8"]);
  const expected = [x.shape[axis] ?? 0];
  for (const value of [scale, zeroPoint]) {
    if (!sameShape(value.shape, expected)) {
      const wanted = `scale and zero point ${showShape(expected)} for axis ${axis} of ${showShape(x.shape)}`;
      fail("SHAPE_MISMATCH", op, wanted, showShape(value.shape));
    }
  }
}
