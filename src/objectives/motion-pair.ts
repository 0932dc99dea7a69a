import { concat } from "../graph/ops/concat.ts";
import { reshape } from "../graph/ops/reshape.ts";
import { slice } from "../graph/ops/slice.ts";
import type { Value } from "../graph/value.ts";

/** The motion channels of two maps side by side. Shapes: [B, rows, columns, C] each → [B, 2·values]. */
export function motionPair(first: Value, second: Value, placeChannels: number): Value {
  const flat = [first, second].map((map) => {
    const [batch, rows, columns, channels] = map.shape as [number, number, number, number];
    const motion = slice(map, { axes: [3], starts: [placeChannels], ends: [channels] });
    return reshape(motion, [batch, rows * columns * (channels - placeChannels)]);
  });
  return concat(flat, 1);
}
