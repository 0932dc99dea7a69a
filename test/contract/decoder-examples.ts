import sharp from "sharp";
import { crc32 } from "node:zlib";
import { expect } from "vitest";
import type { Frame } from "../../src/frames/frame.ts";
import { CompressedImageSchema } from "../../src/publish/generated/foxglove/CompressedImage_pb.ts";
import { PointCloudSchema } from "../../src/publish/generated/foxglove/PointCloud_pb.ts";
import { RawImageSchema } from "../../src/publish/generated/foxglove/RawImage_pb.ts";
import { jsonMessage, protobufMessage } from "../support/foxglove-messages.ts";
import { lasFile } from "../support/las-file.ts";
import { pcdFile } from "../support/pcd-file.ts";
import { pointFields, rosHeader, rosMessage } from "../support/ros-messages.ts";
import type { DecoderExample } from "./decoder-contract.ts";

const width = 12;
const height = 8;

/** Red on the left half, blue on the right: survives JPEG and WebP nearly as it is. */
const rgb = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
  const isLeft = Math.floor(i / 3) % width < width / 2;
  return i % 3 === (isLeft ? 0 : 2) ? 200 : 30;
});
const image = () => sharp(rgb, { raw: { width, height, channels: 3 } });

const expectImage = (tolerance: number) => (frame: Frame) => {
  if (frame.kind !== "camera") throw new Error(`expected a camera frame, received ${frame.kind}`);
  expect([frame.width, frame.height]).toEqual([width, height]);
  const worst = Math.max(...frame.rgb.map((value, i) => Math.abs(value - rgb[i]!)));
  expect(worst).toBeLessThanOrEqual(tolerance);
};

const points = Array.from({ length: 6 }, (_, i) => [i, -i, i / 2, i / 8]);

const expectPoints = (frame: Frame) => {
  expect(frame).toMatchObject({ kind: "lidar", points: Float32Array.from(points.flat()) });
};

const always = () => true;

/** The stamp that the contract's header has: a message's own stamp would win over another one. */
const stampNs = 12_345_678_901n;
const timestamp = { seconds: 12n, nanos: 345_678_901 };
const jsonTimestamp = { sec: 12, nsec: 345_678_901 };
const pointBytes = new Uint8Array(Float32Array.from(points.flat()).buffer);
const tooManyPoints = new Uint8Array(100_001);

/** The bytes up to which a cut costs something: fields after the picture's data need not be there. */
const endOf = (part: Uint8Array, whole: Uint8Array) =>
  Buffer.from(whole).indexOf(part) + part.length;

const rosExamples = (dialect: "ros1" | "ros2") => ({
  [`${dialect}-compressed-image`]: async () => {
    const message = (data: Uint8Array) =>
      rosMessage(dialect, "sensor_msgs/CompressedImage", {
        header: rosHeader(stampNs),
        format: "bgr8; jpeg compressed bgr8",
        data,
      });
    const inside = await decoderExamples["jpeg"]!();
    return {
      ...inside,
      bytes: message(inside.bytes),
      bomb: message(inside.bomb),
    };
  },
  [`${dialect}-image`]: () => {
    const message = (size: number) =>
      rosMessage(dialect, "sensor_msgs/Image", {
        header: rosHeader(stampNs),
        ...{ height: size * height, width: size * width, encoding: "rgb8", is_bigendian: 0 },
        ...{ step: size * width * 3, data: rgb },
      });
    const [bytes, bomb] = [message(1), message(5000)];
    return Promise.resolve({ bytes, bomb, expectFrame: expectImage(0), isVisibleCut: always });
  },
  [`${dialect}-point-cloud2`]: () => {
    const message = (width: number) =>
      rosMessage(dialect, "sensor_msgs/PointCloud2", {
        header: rosHeader(stampNs),
        ...{ height: 1, width, is_bigendian: false, point_step: 16, row_step: 16 * 6 },
        ...{ data: pointBytes, is_dense: true },
        fields: pointFields([
          ["x", 0, "float32"],
          ["y", 4, "float32"],
          ["z", 8, "float32"],
          ["intensity", 12, "float32"],
        ]),
      });
    const [bytes, bomb] = [message(6), message(4e9)];
    return Promise.resolve({ bytes, bomb, expectFrame: expectPoints, isVisibleCut: always });
  },
});

const pointCloudFields = ["x", "y", "z", "intensity"].map((name, i) => ({
  name,
  offset: 4 * i,
  type: 7,
}));

/** One example a decoder: a decoder without one fails the contract. */
export const decoderExamples: Readonly<Record<string, () => Promise<DecoderExample>>> = {
  "foxglove-compressed-image": async () => {
    const message = (data: Uint8Array) =>
      protobufMessage(CompressedImageSchema, { timestamp, frameId: "roof", data, format: "jpeg" });
    const inside = await decoderExamples["jpeg"]!();
    const bytes = message(inside.bytes);
    return {
      ...inside,
      bytes,
      bomb: message(inside.bomb),
      isVisibleCut: (length) => length < endOf(inside.bytes, bytes),
    };
  },
  "foxglove-compressed-image-json": async () => {
    const message = (data: Uint8Array) =>
      jsonMessage({ timestamp: jsonTimestamp, frame_id: "roof", data, format: "jpeg" });
    const inside = await decoderExamples["jpeg"]!();
    return { ...inside, bytes: message(inside.bytes), bomb: message(inside.bomb) };
  },
  "foxglove-point-cloud": () => {
    const cloud = { timestamp, frameId: "roof", fields: pointCloudFields };
    const message = (pointStride: number, data: Uint8Array) =>
      protobufMessage(PointCloudSchema, { ...cloud, pointStride, data });
    const [bytes, bomb] = [message(16, pointBytes), message(1, tooManyPoints)];
    return Promise.resolve({ bytes, bomb, expectFrame: expectPoints, isVisibleCut: always });
  },
  "foxglove-point-cloud-json": () => {
    const cloud = { timestamp: jsonTimestamp, frame_id: "roof", fields: pointCloudFields };
    const message = (point_stride: number, data: Uint8Array) =>
      jsonMessage({ ...cloud, point_stride, data });
    const [bytes, bomb] = [message(16, pointBytes), message(1, tooManyPoints)];
    return Promise.resolve({ bytes, bomb, expectFrame: expectPoints, isVisibleCut: always });
  },
  "foxglove-raw-image": () => {
    const message = (size: number) =>
      protobufMessage(RawImageSchema, {
        ...{ timestamp, frameId: "roof", width: size * width, height: size * height },
        ...{ encoding: "rgb8", step: size * width * 3, data: rgb },
      });
    const [bytes, bomb] = [message(1), message(5000)];
    const isVisibleCut = (length: number) => length < endOf(rgb, bytes);
    return Promise.resolve({ bytes, bomb, expectFrame: expectImage(0), isVisibleCut });
  },
  "foxglove-raw-image-json": () => {
    const message = (size: number) =>
      jsonMessage({
        ...{ timestamp: jsonTimestamp, frame_id: "", width: size * width, height: size * height },
        ...{ encoding: "rgb8", step: size * width * 3, data: rgb },
      });
    const [bytes, bomb] = [message(1), message(5000)];
    return Promise.resolve({ bytes, bomb, expectFrame: expectImage(0), isVisibleCut: always });
  },
  jpeg: async () => {
    const bytes = await image().jpeg({ quality: 95, chromaSubsampling: "4:4:4" }).toBuffer();
    const bomb = Buffer.from(bytes);
    const frameHeader = bomb.indexOf(Buffer.from([0xff, 0xc0]));
    bomb.writeUInt16BE(60_000, frameHeader + 5);
    bomb.writeUInt16BE(60_000, frameHeader + 7);
    return { bytes, bomb, expectFrame: expectImage(12), isVisibleCut: always };
  },
  kitti: () => {
    const bytes = new Uint8Array(Float32Array.from(points.flat()).buffer);
    // The encoding has no header: a cut between two points cannot be seen.
    const isVisibleCut = (length: number) => length % 16 !== 0 || length === 0;
    const bomb = new Uint8Array(100_001 * 16);
    return Promise.resolve({ bytes, bomb, expectFrame: expectPoints, isVisibleCut });
  },
  las: () => {
    const bytes = lasFile(points);
    const bomb = Buffer.from(bytes);
    bomb.writeUInt32LE(4e9, 107);
    const expectFrame = (frame: Frame) => {
      if (frame.kind !== "lidar") throw new Error("expected a scan");
      const worst = Math.max(
        ...frame.points.map((value, i) => Math.abs(value - points.flat()[i]!)),
      );
      expect(worst).toBeLessThan(1e-4);
    };
    return Promise.resolve({ bytes, bomb, expectFrame, isVisibleCut: always });
  },
  pcd: () => {
    const bytes = pcdFile("binary", ["x", "y", "z", "intensity"], points);
    const text = Buffer.from(bytes).toString("latin1").replace("POINTS 6", "POINTS 900000000");
    const bomb = Buffer.from(text, "latin1");
    return Promise.resolve({ bytes, bomb, expectFrame: expectPoints, isVisibleCut: always });
  },
  png: async () => {
    const bytes = await image().png().toBuffer();
    const bomb = Buffer.from(bytes);
    bomb.writeUInt32BE(60_000, 16);
    bomb.writeUInt32BE(60_000, 20);
    bomb.writeUInt32BE(crc32(bomb.subarray(12, 29)), 29);
    return { bytes, bomb, expectFrame: expectImage(0), isVisibleCut: always };
  },
  ...rosExamples("ros1"),
  ...rosExamples("ros2"),
  webp: async () => {
    const bytes = await image().webp({ lossless: true }).toBuffer();
    const bomb = Buffer.from(bytes);
    // Lossless WebP: 14 bits of width − 1, then 14 bits of height − 1, after the signature byte.
    const signature = bomb.indexOf(0x2f, bomb.indexOf("VP8L") + 8);
    const otherBits = bomb.readUInt32LE(signature + 1) & 0xf0000000;
    bomb.writeInt32LE(otherBits | (15_999 << 14) | 15_999, signature + 1);
    return { bytes, bomb, expectFrame: expectImage(0), isVisibleCut: always };
  },
};
