import type { Decoder } from "./decoder.ts";
import { decompressLzf } from "./lzf.ts";
import { type PcdField, type PcdHeader, parsePcdHeader } from "./pcd-header.ts";
import { scaleIntensity } from "./scale-intensity.ts";
import { lidarDecoded } from "./lidar-decoded.ts";
import type { Refused } from "./refused.ts";

/** Where the four numbers of a point are read. */
type Wanted = readonly [x: PcdField, y: PcdField, z: PcdField, intensity: PcdField | undefined];

/**
 * Point Cloud Data files of PCL: ascii, binary or binary_compressed, with the fields x, y, z and, if
 * there, `intensity` or `i`, in any order and of any type, among others. Bytes after the last point
 * are ignored. A cloud with rows is read row by row.
 *
 * Intensity becomes [0, 1]: integers by their type's largest value; floats above 1.5 anywhere in the
 * scan mean 0 to 255, as several drivers write. Reasons: `scan-empty`, `scan-corrupt`,
 * `scan-too-large`, `scan-truncated`.
 * @see The PCD (Point Cloud Data) file format, Point Cloud Library documentation
 */
export const pcd: Decoder = {
  name: "pcd",
  modality: "lidar",
  contentTypes: ["application/x-pcd"],
  decode(bytes, header, limits) {
    return Promise.resolve(lidarDecoded(readPoints(bytes, limits.maxPoints), header));
  },
};

function bad(reason: string, detail: string): Refused {
  return { ok: false, reason, detail };
}

function readPoints(bytes: Uint8Array, maxPoints: number): Float32Array | Refused {
  if (bytes.length === 0) return bad("scan-empty", "the payload has no bytes");
  const header = parsePcdHeader(bytes);
  if (typeof header === "string") return bad("scan-corrupt", `the pcd is not valid: ${header}`);
  const named = (name: string) => header.fields.find((field) => field.name === name);
  const [x, y, z] = [named("x"), named("y"), named("z")];
  if (x === undefined || y === undefined || z === undefined) {
    const has = header.fields.map((field) => field.name).join(" ");
    return bad("scan-corrupt", `expected the fields x y z, the pcd has ${has}`);
  }
  if (header.points === 0) return bad("scan-empty", "the scan has no points");
  if (header.points > maxPoints) {
    return bad("scan-too-large", `expected at most ${maxPoints} points, received ${header.points}`);
  }
  const wanted: Wanted = [x, y, z, named("intensity") ?? named("i")];
  const body = bytes.subarray(header.bodyOffset);
  const points = readers[header.data](body, header, wanted);
  const intensity = wanted[3];
  if (points instanceof Float32Array && intensity !== undefined) {
    scaleIntensity(points, fullScale(intensity));
  }
  return points;
}

const readers = { ascii: readAscii, binary: readBinary, binary_compressed: readCompressed };

function readAscii(body: Uint8Array, header: PcdHeader, wanted: Wanted): Float32Array | Refused {
  // One point takes at least a digit a column and what parts it from the next.
  const columns = header.fields.reduce((sum, field) => sum + field.count, 0);
  if (body.length + 1 < header.points * columns * 2) return truncated(header, body.length);
  const lines = Buffer.from(body.buffer, body.byteOffset, body.length)
    .toString("latin1")
    .split("\n");
  const points = new Float32Array(header.points * 4);
  let point = 0;
  for (const line of lines) {
    if (point === header.points) break;
    const cells = line.trim().split(/\s+/);
    if (cells.length === 1 && cells[0] === "") continue;
    if (cells.length < columns) break;
    for (const [i, field] of wanted.entries()) {
      if (field !== undefined) points[point * 4 + i] = Number(cells[field.column]);
    }
    point++;
  }
  return point === header.points ? points : truncated(header, body.length);
}

function readBinary(body: Uint8Array, header: PcdHeader, wanted: Wanted): Float32Array | Refused {
  if (body.length < header.points * header.stride) return truncated(header, body.length);
  const points = new Float32Array(header.points * 4);
  for (const [i, field] of wanted.entries()) {
    if (field !== undefined) readField(body, field, field.offset, header.stride, points, i);
  }
  return points;
}

/** The body is the compressed and the full size, then LZF; inside, all of a field lies together. */
function readCompressed(
  body: Uint8Array,
  header: PcdHeader,
  wanted: Wanted,
): Float32Array | Refused {
  if (body.length < 8) return truncated(header, body.length);
  const sizes = new DataView(body.buffer, body.byteOffset, 8);
  const compressed = sizes.getUint32(0, true);
  const full = sizes.getUint32(4, true);
  const expected = header.points * header.stride;
  if (full !== expected) {
    return bad("scan-corrupt", `expected ${expected} bytes of points, the pcd announces ${full}`);
  }
  if (body.length < 8 + compressed) return truncated(header, body.length);
  // LZF makes at most 264 bytes of three: refuses a bomb before memory is taken for it.
  if (full > compressed * 88) return bad("scan-corrupt", "the pcd's compressed points are too few");
  const planes = new Uint8Array(full);
  if (!decompressLzf(body.subarray(8, 8 + compressed), planes)) {
    return bad("scan-corrupt", "the pcd's compressed points are damaged");
  }
  const points = new Float32Array(header.points * 4);
  for (const [i, field] of wanted.entries()) {
    if (field === undefined) continue;
    const stride = field.size * field.count;
    readField(planes, field, field.offset * header.points, stride, points, i);
  }
  return points;
}

/** Reads the first element of `field` of every point into channel `channel` of [n, 4] `points`. */
function readField(
  bytes: Uint8Array,
  field: PcdField,
  start: number,
  stride: number,
  points: Float32Array,
  channel: number,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = elementReaders[`${field.type}${field.size}`]!;
  for (let to = channel, from = start; to < points.length; to += 4, from += stride) {
    points[to] = read(view, from);
  }
}

const elementReaders: Readonly<Record<string, (view: DataView, offset: number) => number>> = {
  F4: (view, offset) => view.getFloat32(offset, true),
  F8: (view, offset) => view.getFloat64(offset, true),
  I1: (view, offset) => view.getInt8(offset),
  I2: (view, offset) => view.getInt16(offset, true),
  I4: (view, offset) => view.getInt32(offset, true),
  I8: (view, offset) => Number(view.getBigInt64(offset, true)),
  U1: (view, offset) => view.getUint8(offset),
  U2: (view, offset) => view.getUint16(offset, true),
  U4: (view, offset) => view.getUint32(offset, true),
  U8: (view, offset) => Number(view.getBigUint64(offset, true)),
};

/** The largest value of an integer field's type; floats tell theirs by their values. */
function fullScale({ type, size }: PcdField): number | undefined {
  return type === "F" ? undefined : 2 ** (8 * size - (type === "I" ? 1 : 0)) - 1;
}

function truncated(header: PcdHeader, bytes: number): Refused {
  return bad("scan-truncated", `the pcd announces ${header.points} points, ${bytes} bytes follow`);
}
