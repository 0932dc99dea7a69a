import type { DType, Shape } from "./value.ts";

/** Number of elements; 1 for a scalar []. */
export function elementCount(shape: Shape): number {
  return shape.reduce((count, size) => count * size, 1);
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}

/** `[2, 3]`, as messages and printed graphs show it. */
export function showShape(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

/** `float32[2, 3]`. */
export function showType(value: { readonly dtype: DType; readonly shape: Shape }): string {
  return `${value.dtype}${showShape(value.shape)}`;
}

/** A copy of `shape` with the size along `axis` replaced. */
export function withSize(shape: Shape, axis: number, size: number): Shape {
  return shape.map((old, i) => (i === axis ? size : old));
}
