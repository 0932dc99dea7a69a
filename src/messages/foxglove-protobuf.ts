import { WireType } from "@bufbuild/protobuf/wire";
import type { MessageProblem } from "./message-reader.ts";
import {
  maxPointFields,
  type ElementType,
  type PackedField,
  type PackedPoints,
} from "./packed-points.ts";
import type { CompressedPicture, RawPicture } from "./pictures.ts";
import type { PoseReading } from "./pose-reading.ts";
import { nested, readProtobuf, timestamp, type ProtobufFields } from "./protobuf-fields.ts";

/** A message, or what is wrong with it. */
export type Parsed<T> = { readonly message: T } | { readonly problem: MessageProblem };

const nothing: Uint8Array = new Uint8Array(0);
const { Bit32, Bit64, LengthDelimited, Varint } = WireType;

/** `foxglove.NumericType`. */
export const foxgloveTypes: readonly (ElementType | undefined)[] = [
  undefined,
  "uint8",
  "int8",
  "uint16",
  "int16",
  "uint32",
  "int32",
  "float32",
  "float64",
];

/** Reads a protobuf `foxglove.CompressedImage`. @see docs.foxglove.dev, schema CompressedImage */
export function readFoxgloveCompressedImage(bytes: Uint8Array): Parsed<CompressedPicture> {
  const message = { stampNs: 0n, frameId: "", format: "", data: nothing };
  return parsed(message, bytes, {
    1: timestamp((stampNs) => (message.stampNs = stampNs)),
    2: [LengthDelimited, (r) => (message.data = r.bytes())],
    3: [LengthDelimited, (r) => (message.format = r.string())],
    4: [LengthDelimited, (r) => (message.frameId = r.string())],
  });
}

/** Reads a protobuf `foxglove.RawImage`, whose 16-bit pixels are little-endian. */
export function readFoxgloveRawImage(bytes: Uint8Array): Parsed<RawPicture> {
  const message = {
    ...{ stampNs: 0n, frameId: "", width: 0, height: 0, encoding: "", step: 0 },
    isBigEndian: false,
    data: nothing,
  };
  return parsed(message, bytes, {
    1: timestamp((stampNs) => (message.stampNs = stampNs)),
    2: [Bit32, (r) => (message.width = r.fixed32())],
    3: [Bit32, (r) => (message.height = r.fixed32())],
    4: [LengthDelimited, (r) => (message.encoding = r.string())],
    5: [Bit32, (r) => (message.step = r.fixed32())],
    6: [LengthDelimited, (r) => (message.data = r.bytes())],
    7: [LengthDelimited, (r) => (message.frameId = r.string())],
  });
}

/**
 * Reads a protobuf `foxglove.PointCloud`. Its `pose` places the cloud in another frame and is left
 * out: points stay in the sensor's own.
 */
export function readFoxglovePointCloud(bytes: Uint8Array): Parsed<PackedPoints> {
  const fields: PackedField[] = [];
  const message = { stampNs: 0n, frameId: "", pointStep: 0, data: nothing };
  let field = { name: "", offset: 0, type: 0 };
  const result = parsed(message, bytes, {
    1: timestamp((stampNs) => (message.stampNs = stampNs)),
    2: [LengthDelimited, (r) => (message.frameId = r.string())],
    4: [Bit32, (r) => (message.pointStep = r.fixed32())],
    5: nested(
      {
        1: [LengthDelimited, (r) => (field.name = r.string())],
        2: [Bit32, (r) => (field.offset = r.fixed32())],
        3: [Varint, (r) => (field.type = r.int32())],
      },
      () => {
        const { name, offset, type } = field;
        if (fields.length < maxPointFields)
          fields.push({ name, offset, type: foxgloveTypes[type] });
        field = { name: "", offset: 0, type: 0 };
      },
    ),
    6: [LengthDelimited, (r) => (message.data = r.bytes())],
  });
  return "problem" in result ? result : { message: asRow({ ...message, fields }) };
}

/** A Foxglove cloud has no rows: all whole points of its data are one. */
export function asRow(
  cloud: Pick<PackedPoints, "stampNs" | "frameId" | "pointStep" | "fields" | "data">,
): PackedPoints {
  const width = cloud.pointStep > 0 ? Math.floor(cloud.data.length / cloud.pointStep) : 0;
  return { ...cloud, width, height: 1, rowStep: width * cloud.pointStep, isBigEndian: false };
}

/** Reads a protobuf `foxglove.PoseInFrame`. */
export function readFoxglovePoseInFrame(bytes: Uint8Array): Parsed<PoseReading> {
  let stampNs = 0n;
  const position = { x: 0, y: 0, z: 0 };
  const orientation = { x: 0, y: 0, z: 0, w: 0 };
  const axes = (of: { x: number; y: number; z: number }): ProtobufFields => ({
    1: [Bit64, (r) => (of.x = r.double())],
    2: [Bit64, (r) => (of.y = r.double())],
    3: [Bit64, (r) => (of.z = r.double())],
  });
  const pose = nested({
    1: nested(axes(position)),
    2: nested({ ...axes(orientation), 4: [Bit64, (r) => (orientation.w = r.double())] }),
  });
  const result = parsed(undefined, bytes, {
    1: timestamp((value) => (stampNs = value)),
    3: pose,
  });
  return "problem" in result ? result : { message: { stampNs, position, orientation } };
}

function parsed<T>(message: T, bytes: Uint8Array, fields: ProtobufFields): Parsed<T> {
  const problem = readProtobuf(bytes, fields);
  return problem === undefined ? { message } : { problem };
}
