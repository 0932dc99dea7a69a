import type { Decoded, FrameHeader } from "./decoder.ts";
import type { Refused } from "./refused.ts";

/** A scan that was read, or the reason why not, as a decoder's answer. @param points [N, 4], taken over */
export function lidarDecoded(
  points: Float32Array | Refused,
  { sensor, stampNs, arrivalMs, sequence }: FrameHeader,
): Decoded {
  if (!(points instanceof Float32Array)) return points;
  return { ok: true, frame: { kind: "lidar", sensor, stampNs, arrivalMs, sequence, points } };
}
