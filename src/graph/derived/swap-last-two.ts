import { transpose } from "../ops/transpose.ts";
import type { Value } from "../value.ts";

/** xᵀ over the last two axes. Shapes: x [..., M, N]; returns [..., N, M]. */
export function swapLastTwo(x: Value): Value {
  const axes = x.shape.map((_, i) => i);
  return transpose(x, [...axes.slice(0, -2), ...axes.slice(-2).reverse()]);
}
