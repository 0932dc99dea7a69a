import type { Decoder } from "./decoder.ts";
import { lidarDecoded } from "./lidar-decoded.ts";

const bytesPerPoint = 16;

/**
 * KITTI's velodyne points: float32 x, y, z in metres and intensity in [0, 1], little-endian, with
 * nothing before or after. Non-finite points are kept, to be counted where they are used.
 *
 * Reasons: `scan-empty`, `scan-length-not-multiple-of-16`, `scan-too-large`.
 */
export const kitti: Decoder = {
  name: "kitti",
  modality: "lidar",
  contentTypes: ["application/x-kitti-points"],
  decode(bytes, header, limits) {
    const count = bytes.length / bytesPerPoint;
    if (count === 0) {
      return Promise.resolve({ ok: false, reason: "scan-empty", detail: "the scan has no points" });
    }
    if (!Number.isInteger(count)) {
      return Promise.resolve({
        ok: false,
        reason: "scan-length-not-multiple-of-16",
        detail: `expected ${bytesPerPoint} bytes a point, received ${bytes.length} bytes`,
      });
    }
    if (count > limits.maxPoints) {
      return Promise.resolve({
        ok: false,
        reason: "scan-too-large",
        detail: `expected at most ${limits.maxPoints} points, received ${count}`,
      });
    }
    // Copied: the bytes are borrowed and may start at any address. Every platform that Node.js
    // supports with this project is little-endian, as the data is.
    const points = new Float32Array(count * 4);
    new Uint8Array(points.buffer).set(bytes);
    return Promise.resolve(lidarDecoded(points, header));
  },
};
