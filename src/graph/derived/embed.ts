import { fail } from "../../core/errors.ts";
import { gather } from "../ops/gather.ts";
import { showShape } from "../shape.ts";
import type { Value } from "../value.ts";

/**
 * The rows of `table` that `indices` name. Each row's gradient is the sum over its uses.
 *
 * Shapes: table [V, D], indices int32 or int64 of any shape, each in [−V, V); returns
 * [indices' shape, D].
 * @throws AppError SHAPE_MISMATCH when the table is no matrix, DTYPE_MISMATCH
 */
export function embed(table: Value, indices: Value): Value {
  if (table.shape.length !== 2) {
    fail("SHAPE_MISMATCH", "embed", "table [V, D]", showShape(table.shape));
  }
  return gather(table, indices, 0);
}
