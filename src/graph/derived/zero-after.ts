import { add } from "../ops/add.ts";
import { and } from "../ops/and.ts";
import { cast } from "../ops/cast.ts";
import { isInf } from "../ops/is-inf.ts";
import { isNaN } from "../ops/is-nan.ts";
import { reshape } from "../ops/reshape.ts";
import { slice } from "../ops/slice.ts";
import { elementCount } from "../shape.ts";
import type { Value } from "../value.ts";

/**
 * The number 0, known only once all of `values` are: whoever gathers with it waits for them. That is
 * how a graph says in which order its parts run, and so which of them share memory; a runtime is free
 * to run what does not hang on each other as it likes.
 *
 * It is whether a sum is infinite and not a number at once: 0 whatever the values are, which x·0 is
 * not, and nothing that a runtime knows how to fold (test/integration/learn/micro-batches.test.ts looks).
 *
 * Shapes: values any, at least one; returns int64 [].
 */
export function zeroAfter(values: readonly Value[]): Value {
  const sum = values.map(firstElement).reduce(add);
  return reshape(cast(and(isNaN(sum), isInf(sum)), "int64"), []);
}

/** float32 [1]. */
function firstElement(x: Value): Value {
  const row = reshape(x, [elementCount(x.shape)]);
  const first = slice(row, { axes: [0], starts: [0], ends: [1] });
  return first.dtype === "float32" ? first : cast(first, "float32");
}
