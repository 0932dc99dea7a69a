import { z } from "zod";
import { asRow, foxgloveTypes, type Parsed } from "./foxglove-protobuf.ts";
import { maxPointFields, type PackedPoints } from "./packed-points.ts";
import { parseJsonMessage } from "./parse-json-message.ts";
import type { CompressedPicture, RawPicture } from "./pictures.ts";
import type { PoseReading } from "./pose-reading.ts";

const stampNs = z
  .object({
    sec: z
      .int()
      .min(-(2 ** 33))
      .max(2 ** 33),
    nsec: z.int().min(0).max(1e9),
  })
  .transform(({ sec, nsec }) => BigInt(sec) * 1_000_000_000n + BigInt(nsec))
  .catch(0n);

/** Decoded as far as it is base64; what a cut costs shows in the bytes that are missing. */
const base64 = z.string().transform((text) => {
  const { buffer, byteOffset, length } = Buffer.from(text, "base64");
  return new Uint8Array(buffer, byteOffset, length);
});

const name = z.string().max(4096).catch("");
const size = z
  .int()
  .min(0)
  .max(2 ** 32 - 1);

const compressedImage = z.object({
  timestamp: stampNs,
  frame_id: name,
  format: name,
  data: base64,
});

const rawImage = z.object({
  timestamp: stampNs,
  frame_id: name,
  width: size,
  height: size,
  encoding: name,
  step: size,
  data: base64,
});

const pointCloud = z.object({
  timestamp: stampNs,
  frame_id: name,
  point_stride: size,
  fields: z.array(z.object({ name, offset: size, type: z.int() })).max(maxPointFields),
  data: base64,
});

const axes = { x: z.number(), y: z.number(), z: z.number() };

const poseInFrame = z.object({
  timestamp: stampNs,
  pose: z.object({ position: z.object(axes), orientation: z.object({ ...axes, w: z.number() }) }),
});

/** Reads a JSON `foxglove.CompressedImage`. */
export function readFoxgloveCompressedImageJson(bytes: Uint8Array): Parsed<CompressedPicture> {
  return mapped(
    parseJsonMessage(bytes, compressedImage),
    ({ timestamp, frame_id, format, data }) => ({
      stampNs: timestamp,
      frameId: frame_id,
      format,
      data,
    }),
  );
}

/** Reads a JSON `foxglove.RawImage`. */
export function readFoxgloveRawImageJson(bytes: Uint8Array): Parsed<RawPicture> {
  return mapped(parseJsonMessage(bytes, rawImage), ({ timestamp, frame_id, ...rest }) => ({
    ...rest,
    stampNs: timestamp,
    frameId: frame_id,
    isBigEndian: false,
  }));
}

/** Reads a JSON `foxglove.PointCloud`; as in protobuf its `pose` is left out. */
export function readFoxglovePointCloudJson(bytes: Uint8Array): Parsed<PackedPoints> {
  return mapped(
    parseJsonMessage(bytes, pointCloud),
    ({ timestamp, frame_id, point_stride, fields, data }) =>
      asRow({
        stampNs: timestamp,
        frameId: frame_id,
        pointStep: point_stride,
        fields: fields.map((field) => ({ ...field, type: foxgloveTypes[field.type] })),
        data,
      }),
  );
}

/** Reads a JSON `foxglove.PoseInFrame`. */
export function readFoxglovePoseInFrameJson(bytes: Uint8Array): Parsed<PoseReading> {
  return mapped(parseJsonMessage(bytes, poseInFrame), ({ timestamp, pose }) => ({
    stampNs: timestamp,
    ...pose,
  }));
}

function mapped<A, B>(parsed: Parsed<A>, map: (message: A) => B): Parsed<B> {
  return "problem" in parsed ? parsed : { message: map(parsed.message) };
}
