import { z } from "zod";

/** How far ahead of the newest frame is predicted. */
export const predictionHorizonMs = z.number().min(1).max(60_000).default(250);

/** Predicted pictures on the `prediction` topic. */
const prediction = z.strictObject({
  /** Seconds between two. */
  everyS: z.number().min(0.1).max(3600).default(1),
  horizonMs: predictionHorizonMs,
});

/** The seconds around a surprise, written down: what a fleet would upload. */
const record = z.strictObject({
  /** Where the files go; made if it is not there. */
  directory: z.string().min(1),
  /** A frame more surprising than this starts a file: 0.999 is one of a thousand. */
  above: z.number().min(0).lt(1).default(0.999),
  /** Kept before the surprise, and written after it. */
  beforeS: z.number().min(0).max(600).default(5),
  afterS: z.number().min(0).max(600).default(5),
  /** Memory for what is kept, over all sensors; the oldest goes first. */
  memoryMb: z.number().min(1).max(65_536).default(32),
  /** Disk for all such files; the oldest file is deleted first. */
  diskMb: z.number().min(1).max(1e9).default(500),
  /** Least time from one file's surprise to the next one's. */
  everyS: z.number().min(0).max(86_400).default(60),
});

/** How unexpected each frame is, and what is done about it. */
export const surpriseConfig = z.strictObject({
  enabled: z.boolean().default(true),
  prediction: prediction.optional(),
  record: record.optional(),
});

export type SurpriseConfig = z.output<typeof surpriseConfig>;
