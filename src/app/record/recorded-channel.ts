import { create, toBinary, type DescMessage } from "@bufbuild/protobuf";
import {
  CompressedImage as compressedImageJson,
  PointCloud as pointCloudJson,
  RawImage as rawImageJson,
} from "@foxglove/schemas/jsonschema.js";
import { decoders } from "../../decode/index.ts";
import { CompressedImageSchema } from "../../publish/generated/foxglove/CompressedImage_pb.ts";
import { PackedElementField_NumericType as NumericType } from "../../publish/generated/foxglove/PackedElementField_pb.ts";
import { PointCloudSchema } from "../../publish/generated/foxglove/PointCloud_pb.ts";
import { RawImageSchema } from "../../publish/generated/foxglove/RawImage_pb.ts";
import { FeaturesSchema } from "../../publish/generated/saccade/v1/features_pb.ts";
import { SurpriseSchema } from "../../publish/generated/saccade/v1/surprise_pb.ts";
import type { McapChannel } from "../../recording/write/mcap-file-writer.ts";
import { protobufSchema } from "./protobuf-schema.ts";
import { rosSchemaText } from "./ros-schema.ts";

/** What of a message its wrapping needs. */
interface Stamped {
  readonly topic: string;
  readonly stampNs: bigint;
}

/** How the messages of one encoding are recorded, so that stock viewers show them. */
export interface RecordedChannel {
  readonly channel: Omit<McapChannel, "topic" | "metadata">;
  /** The bytes to store: the payload itself, or a message around it. */
  readonly wrap: (payload: Uint8Array, message: Stamped) => Uint8Array | Promise<Uint8Array>;
}

const asIs = (payload: Uint8Array): Uint8Array => payload;
const text = new TextEncoder();

function protobuf(schema: DescMessage): RecordedChannel["channel"] {
  const data = protobufSchema(schema);
  return {
    serialization: "protobuf",
    schema: { name: schema.typeName, encoding: "protobuf", data },
  };
}

function json(name: string, schema: object): RecordedChannel {
  const data = text.encode(JSON.stringify(schema));
  const channel = { serialization: "json", schema: { name, encoding: "jsonschema", data } };
  return { channel, wrap: asIs };
}

function ros(dialect: "ros1" | "ros2", type: string): RecordedChannel {
  const name = `sensor_msgs/${dialect === "ros2" ? "msg/" : ""}${type}`;
  const data = text.encode(rosSchemaText(dialect, `sensor_msgs/${type}`));
  const [serialization, encoding] = dialect === "ros1" ? ["ros1", "ros1msg"] : ["cdr", "ros2msg"];
  return { channel: { serialization, schema: { name, encoding, data } }, wrap: asIs };
}

function timestamp(stampNs: bigint) {
  return { seconds: stampNs / 1_000_000_000n, nanos: Number(stampNs % 1_000_000_000n) };
}

/** A bare image file becomes a `foxglove.CompressedImage`. */
function picture(format: string): RecordedChannel {
  return {
    channel: protobuf(CompressedImageSchema),
    wrap: (data, { topic, stampNs }) => {
      const fields = { timestamp: timestamp(stampNs), frameId: topic, data, format };
      return toBinary(CompressedImageSchema, create(CompressedImageSchema, fields));
    },
  };
}

const pointFields = ["x", "y", "z", "intensity"].map((name, i) => ({
  name,
  offset: 4 * i,
  type: NumericType.FLOAT32,
}));

function cloud(data: Uint8Array, { topic, stampNs }: Stamped): Uint8Array {
  const fields = {
    timestamp: timestamp(stampNs),
    frameId: topic,
    pointStride: 16,
    fields: pointFields,
  };
  return toBinary(PointCloudSchema, create(PointCloudSchema, { ...fields, data }));
}

/** Points become a `foxglove.PointCloud`; those that cannot be decoded an empty one. */
function points(encoding: string): RecordedChannel {
  const decoder = decoders.get(encoding);
  const limits = { maxPixels: 1, maxPoints: 10_000_000 };
  return {
    channel: protobuf(PointCloudSchema),
    wrap: async (payload, message) => {
      const header = { sensor: message.topic, stampNs: message.stampNs, arrivalMs: 0 };
      const decoded = await decoder.decode(payload, header, limits);
      const isScan = decoded.ok && decoded.frame.kind === "lidar";
      return cloud(
        isScan ? new Uint8Array(decoded.frame.points.buffer) : new Uint8Array(0),
        message,
      );
    },
  };
}

const channels: Readonly<Record<string, () => RecordedChannel>> = {
  features: () => ({ channel: protobuf(FeaturesSchema), wrap: asIs }),
  "foxglove-compressed-image": () => ({ channel: protobuf(CompressedImageSchema), wrap: asIs }),
  "foxglove-compressed-image-json": () => json("foxglove.CompressedImage", compressedImageJson),
  "foxglove-point-cloud": () => ({ channel: protobuf(PointCloudSchema), wrap: asIs }),
  "foxglove-point-cloud-json": () => json("foxglove.PointCloud", pointCloudJson),
  "foxglove-raw-image": () => ({ channel: protobuf(RawImageSchema), wrap: asIs }),
  "foxglove-raw-image-json": () => json("foxglove.RawImage", rawImageJson),
  jpeg: () => picture("jpeg"),
  json: () => json("object", { type: "object" }),
  kitti: () => ({ channel: protobuf(PointCloudSchema), wrap: cloud }),
  las: () => points("las"),
  pcd: () => points("pcd"),
  png: () => picture("png"),
  "ros1-compressed-image": () => ros("ros1", "CompressedImage"),
  "ros1-image": () => ros("ros1", "Image"),
  "ros1-point-cloud2": () => ros("ros1", "PointCloud2"),
  "ros2-compressed-image": () => ros("ros2", "CompressedImage"),
  "ros2-image": () => ros("ros2", "Image"),
  "ros2-point-cloud2": () => ros("ros2", "PointCloud2"),
  surprise: () => ({ channel: protobuf(SurpriseSchema), wrap: asIs }),
  webp: () => picture("webp"),
};

/** How messages of `encoding` are recorded; bare bytes for those that nothing is known of. */
export function recordedChannel(encoding: string): RecordedChannel {
  const make = Object.hasOwn(channels, encoding) ? channels[encoding] : undefined;
  return make?.() ?? { channel: { serialization: "" }, wrap: asIs };
}
