import { z } from "zod";

/** How frames are answered. */
export const inferConfig = z.strictObject({
  threads: z.int().min(1).max(64).default(1),
  /** A frame that waited longer than this is dropped: features of the past help nobody. */
  queueMs: z.number().min(1).max(60_000).default(200),
  /** What answers once it has built the promoted encoder; until then the engine that trains does. */
  accelerator: z.enum(["none", "tensorrt"]).default("none"),
  /** Folder of what it has built. */
  engineCache: z.string().min(1).default("engines"),
});
