import { constant } from "../leaves.ts";
import type { Value } from "../value.ts";

/** The constant [size, size] with 1 on the diagonal and 0 elsewhere. */
export function identityMatrix(size: number): Value {
  const cells = Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0));
  return constant([size, size], cells);
}
