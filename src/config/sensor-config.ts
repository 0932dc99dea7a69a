import { z } from "zod";
import { decoders } from "../decode/index.ts";
import type { Modality } from "../frames/frame.ts";
import { endpointUrl } from "./endpoint-url.ts";
import { faultConfig } from "./fault-config.ts";

/** A topic, with `{fleet}`, `{device}` and `{sensor}` filled in at start. */
const topicTemplate = z
  .string()
  .min(1)
  .max(512)
  .refine((t) => !/\{(?!(fleet|device|sensor)\})/.test(t), {
    error: "only {fleet}, {device} and {sensor} can be filled in",
  })
  .default("saccade/v1/{fleet}/{device}/{sensor}/frame");

const common = {
  /** Where the frames come from. */
  from: endpointUrl,
  topic: topicTemplate,
  /** Frames expected a second: a stream that is much slower is reported as unhealthy. */
  rateHz: z.number().positive().max(1000).default(10),
  /** A larger message is dropped and counted. */
  maxFrameBytes: z.int().min(1024).max(64_000_000).default(4_000_000),
  /** What goes wrong with the stream on purpose, to rehearse. */
  faults: faultConfig.optional(),
};

/** The encodings that give frames of this modality. */
function encodingsOf(modality: Modality) {
  return z.enum(decoders.entries.filter((d) => d.modality === modality).map((d) => d.name));
}

const edge = z.number().min(0).lt(1).default(0);

/** The part of the image that is used, as fractions of its size from each edge. */
const crop = z
  .strictObject({ top: edge, bottom: edge, left: edge, right: edge })
  .refine((c) => c.top + c.bottom < 1, {
    path: ["bottom"],
    error: "top + bottom must leave something of the image: less than 1 together",
  })
  .refine((c) => c.left + c.right < 1, {
    path: ["right"],
    error: "left + right must leave something of the image: less than 1 together",
  });

const side = z.int().min(16).max(1024).multipleOf(4);

/** A camera: what comes in and the image that the encoder sees. */
const cameraConfig = z.strictObject({
  ...common,
  modality: z.literal("camera"),
  encoding: encodingsOf("camera").default("jpeg"),
  image: z
    .strictObject({
      width: side.default(192),
      height: side.default(64),
      crop: crop.prefault({}),
    })
    .prefault({}),
});

/** A spinning lidar: what comes in and the range image that the encoder sees. */
const lidarConfig = z.strictObject({
  ...common,
  modality: z.literal("lidar"),
  encoding: encodingsOf("lidar").default("kitti"),
  rangeImage: z
    .strictObject({
      rows: side.default(32),
      columns: side.default(256),
      /** Elevation of the highest ring. */
      fovUpDeg: z.number().min(-90).max(90).default(3),
      /** Elevation of the lowest ring. */
      fovDownDeg: z.number().min(-90).max(90).default(-25),
      /** Returns nearer than this are the robot itself. */
      minRangeM: z.number().nonnegative().default(1),
      maxRangeM: z.number().positive().max(1000).default(80),
    })
    .refine((r) => r.fovDownDeg < r.fovUpDeg, {
      path: ["fovDownDeg"],
      error: "must be less than fovUpDeg",
    })
    .refine((r) => r.minRangeM < r.maxRangeM, {
      path: ["minRangeM"],
      error: "must be less than maxRangeM",
    })
    .prefault({}),
});

export const sensorConfig = z.discriminatedUnion("modality", [cameraConfig, lidarConfig]);

export type SensorConfig = z.output<typeof sensorConfig>;
