import { concat } from "../graph/ops/concat.ts";
import { slice } from "../graph/ops/slice.ts";
import type { Value } from "../graph/value.ts";

/**
 * A queue after new rows came: they first, then the queue's own without the oldest.
 *
 * Shapes: rows [B, …], queue [K, …] → [K, …]; of more rows than there are places the first stay.
 */
export function enqueue(rows: Value, queue: Value): Value {
  const places = queue.shape[0]!;
  const all = concat([rows, queue], 0);
  return slice(all, { axes: [0], starts: [0], ends: [places] });
}
