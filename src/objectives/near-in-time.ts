import { reshape } from "../graph/ops/reshape.ts";
import { abs } from "../graph/ops/abs.ts";
import { cast } from "../graph/ops/cast.ts";
import { less } from "../graph/ops/less.ts";
import { sub } from "../graph/ops/sub.ts";
import { scalar } from "../graph/leaves.ts";
import type { Value } from "../graph/value.ts";

/**
 * Which candidates were taken so close to an anchor in time that they show the same and are no
 * negatives. Shapes: stamps in seconds, anchors [N], candidates [M]; returns [N, M] of 0 and 1.
 */
export function nearInTime(anchors: Value, candidates: Value, withinS: number): Value {
  const [rows] = anchors.shape as [number];
  const [columns] = candidates.shape as [number];
  const apart = abs(sub(reshape(anchors, [rows, 1]), reshape(candidates, [1, columns])));
  return cast(less(apart, scalar(withinS)), "float32");
}
