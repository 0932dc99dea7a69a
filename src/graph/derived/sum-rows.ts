import { constant } from "../leaves.ts";
import { matMul } from "../ops/mat-mul.ts";
import { reduceSum } from "../ops/reduce-sum.ts";
import { reshape } from "../ops/reshape.ts";
import { elementCount } from "../shape.ts";
import type { Value } from "../value.ts";

/**
 * Sums over all axes but the last. Shapes: x [..., C] → [C].
 *
 * Written as a product with a row of ones, 3 to 9 times as fast as ReduceSum on ONNX Runtime's CPU
 * provider (24576×32 to 384×512 elements, 2 threads).
 */
export function sumRows(x: Value): Value {
  const columns = x.shape.at(-1) ?? 1;
  const rows = elementCount(x.shape) / columns;
  const isReal = x.dtype === "float32" || x.dtype === "float64";
  if (!isReal || columns === 1 || rows === 1) {
    const leading = x.shape.slice(0, -1).map((_, i) => i);
    return leading.length === 0 ? x : reduceSum(x, leading);
  }
  const ones = constant([1, rows], 1, x.dtype);
  return reshape(matMul(ones, reshape(x, [rows, columns])), [columns]);
}
