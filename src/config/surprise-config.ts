import { z } from "zod";

/** Predicted pictures on the `prediction` topic. */
const prediction = z.strictObject({
  /** Seconds between two. */
  everyS: z.number().min(0.1).max(3600).default(1),
  /** How far ahead of the newest frame. */
  horizonMs: z.number().min(1).max(60_000).default(250),
});

/** How unexpected each frame is, and what is done about it. */
export const surpriseConfig = z.strictObject({
  enabled: z.boolean().default(true),
  prediction: prediction.optional(),
});
