import { fail } from "../core/errors.ts";
import { showShape } from "./shape.ts";
import type { Shape } from "./value.ts";

/**
 * The shape of two operands stretched over each other, aligned at the last axis (NumPy's rule).
 *
 * @throws AppError SHAPE_MISMATCH naming `op` and both shapes
 */
export function broadcastShapes(op: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const sizeA = a[a.length - rank + i] ?? 1;
    const sizeB = b[b.length - rank + i] ?? 1;
    if (sizeA !== sizeB && sizeA !== 1 && sizeB !== 1) {
      fail("SHAPE_MISMATCH", op, "shapes that broadcast", `${showShape(a)} and ${showShape(b)}`);
    }
    return sizeA === 1 ? sizeB : sizeA;
  });
}

/** Whether `from` can be stretched to exactly `to`. */
export function canBroadcastTo(from: Shape, to: Shape): boolean {
  const offset = to.length - from.length;
  return offset >= 0 && from.every((size, i) => size === 1 || size === to[offset + i]);
}
