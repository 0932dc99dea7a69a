import type { Decoder, Decoded } from "./decoder.ts";
import { refused } from "./refused.ts";
import { scaleIntensity } from "./scale-intensity.ts";
import { lidarDecoded } from "./lidar-decoded.ts";

/** The public header of LAS 1.0 to 1.3; 1.4 adds 64-bit counts behind it. */
const headerBytes = 227;
const headerBytes14 = 375;

/** Every point format begins with x, y, z (int32) and intensity (uint16). */
const minPointBytes = 20;

/**
 * One LAS file, versions 1.0 to 1.4, as one scan: x, y, z are scaled as its header says and given
 * relative to the header's offset, because survey coordinates do not fit into float32. LAZ, which is
 * compressed, is refused.
 *
 * Reasons: `scan-empty`, `scan-corrupt`, `scan-too-large`, `scan-truncated`.
 * @see ASPRS LAS Specification 1.4 R15, tables 3 and 7
 */
export const las: Decoder = {
  name: "las",
  modality: "lidar",
  contentTypes: ["application/vnd.las"],
  decode(bytes, header, limits) {
    return Promise.resolve(lidarDecoded(readPoints(bytes, limits.maxPoints), header));
  },
};

function readPoints(
  bytes: Uint8Array,
  maxPoints: number,
): Float32Array | Extract<Decoded, { ok: false }> {
  if (bytes.length === 0) return refused("scan-empty", "the payload has no bytes");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < headerBytes) {
    return refused(
      "scan-truncated",
      `a LAS header has ${headerBytes} bytes, received ${bytes.length}`,
    );
  }
  if (view.getUint32(0, false) !== 0x4c415346) {
    return refused("scan-corrupt", "expected a LAS file, which begins with LASF");
  }
  const minor = view.getUint8(25);
  const format = view.getUint8(104);
  if (format > 10) {
    const detail = `expected point formats 0 to 10 of LAS, received ${format}; LAZ (128 and up) is compressed`;
    return refused("scan-corrupt", detail);
  }
  const start = view.getUint32(96, true);
  const stride = view.getUint16(105, true);
  if (stride < minPointBytes || start < headerBytes) {
    return refused("scan-corrupt", `its points of ${stride} bytes begin at byte ${start}`);
  }
  const is14 = minor >= 4 && bytes.length >= headerBytes14;
  const legacy = view.getUint32(107, true);
  const count = is14 && legacy === 0 ? Number(view.getBigUint64(247, true)) : legacy;
  if (count === 0) return refused("scan-empty", "the scan has no points");
  if (count > maxPoints) {
    return refused("scan-too-large", `expected at most ${maxPoints} points, received ${count}`);
  }
  if (start + count * stride > bytes.length) {
    return refused(
      "scan-truncated",
      `announces ${count} points of ${stride} bytes at byte ${start}`,
    );
  }
  const scales = [131, 139, 147].map((at) => view.getFloat64(at, true));
  const points = new Float32Array(count * 4);
  for (let i = 0, at = start; i < count; i++, at += stride) {
    for (let axis = 0; axis < 3; axis++) {
      points[i * 4 + axis] = view.getInt32(at + 4 * axis, true) * scales[axis]!;
    }
    points[i * 4 + 3] = view.getUint16(at + 12, true);
  }
  scaleIntensity(points, 65_535);
  return points;
}
