import { z } from "zod";

/** How frames are answered. */
export const inferConfig = z.strictObject({
  threads: z.int().min(1).max(64).default(1),
  /** A frame that waited longer than this is dropped: features of the past help nobody. */
  queueMs: z.number().min(1).max(60_000).default(200),
});
