import {
  elementSizes,
  type ElementType,
  type PackedField,
  type PackedPoints,
} from "../messages/packed-points.ts";
import { extractPoints, type PointLayout } from "../native/extract-points.ts";
import type { Decoded, DecodeLimits, FrameHeader } from "./decoder.ts";
import { refused } from "./refused.ts";
import { scaleIntensity } from "./scale-intensity.ts";

/** The fields that hold how strong a return was, best first. */
const intensityNames = ["intensity", "i", "reflectivity", "signal"];

/**
 * Brings packed points to [n, 4] float32: x, y, z in metres and intensity in [0, 1], whatever types,
 * order, endianness and padding the message has. A cloud with rows is read row by row; points that are
 * not finite stay, to be counted where they are used.
 *
 * Everything that the message says about its size is compared with the bytes that are there before
 * memory is taken. Reasons: `scan-empty`, `scan-too-large`, `scan-corrupt` (the numbers contradict each
 * other), `scan-truncated` (fewer bytes than they ask for).
 */
export function decodePoints(
  cloud: PackedPoints,
  header: FrameHeader,
  limits: DecodeLimits,
): Decoded {
  const { width, height, pointStep, rowStep, data } = cloud;
  const count = width * height;
  if (count === 0) return refused("scan-empty", "the scan has no points");
  if (count > limits.maxPoints) {
    return refused(
      "scan-too-large",
      `expected at most ${limits.maxPoints} points, received ${count}`,
    );
  }
  // A driver without rows may leave the row's size out.
  const row = rowStep === 0 && height === 1 ? width * pointStep : rowStep;
  if (pointStep === 0 || row < width * pointStep) {
    const detail = `a row of ${width} points of ${pointStep} bytes does not fit into ${row} bytes`;
    return refused("scan-corrupt", detail);
  }
  const needed = row * (height - 1) + width * pointStep;
  if (data.length < needed) {
    return refused("scan-truncated", `expected ${needed} bytes of points, received ${data.length}`);
  }
  const named = (name: string) => cloud.fields.find((field) => field.name === name);
  const wanted = [named("x"), named("y"), named("z")];
  const intensity = intensityNames.map(named).find((field) => field !== undefined);
  if (intensity !== undefined) wanted.push(intensity);
  for (const [i, field] of wanted.entries()) {
    const problem = fieldProblem(field, "xyz"[i] ?? "intensity", pointStep);
    if (problem !== undefined) return refused("scan-corrupt", problem);
  }
  const points = new Float32Array(count * 4);
  const fields = wanted.flatMap((field) =>
    field?.type === undefined ? [] : [{ offset: field.offset, type: field.type }],
  );
  const { isBigEndian } = cloud;
  readFields(data, { width, height, pointStep, rowStep: row, isBigEndian, fields }, points);
  if (intensity?.type !== undefined) scaleIntensity(points, fullScale(intensity.type));
  const { sensor, stampNs, arrivalMs, sequence } = header;
  return { ok: true, frame: { kind: "lidar", sensor, stampNs, arrivalMs, sequence, points } };
}

function fieldProblem(
  field: PackedField | undefined,
  name: string,
  pointStep: number,
): string | undefined {
  if (field === undefined) return `expected the fields x y z, '${name}' is missing`;
  if (field.type === undefined) return `the field '${name}' has no known type`;
  if (field.offset + elementSizes[field.type] <= pointStep) return undefined;
  return `the field '${name}' at byte ${field.offset} lies outside the point's ${pointStep} bytes`;
}

/** Our own layout is copied as it is; whatever else goes through the kernel. */
function readFields(data: Uint8Array, layout: PointLayout, points: Float32Array): void {
  const { width, pointStep, rowStep, isBigEndian, fields } = layout;
  const isOurs =
    rowStep === width * pointStep &&
    pointStep === 16 &&
    !isBigEndian &&
    fields.length === 4 &&
    fields.every(({ type, offset }, i) => type === "float32" && offset === 4 * i);
  if (isOurs) new Uint8Array(points.buffer).set(data.subarray(0, points.byteLength));
  else extractPoints(data, layout, points);
}

/** The largest value of an integer type; floats tell theirs by their values. */
function fullScale(type: ElementType): number | undefined {
  if (type.startsWith("float")) return undefined;
  return 2 ** (8 * elementSizes[type] - (type.startsWith("int") ? 1 : 0)) - 1;
}
