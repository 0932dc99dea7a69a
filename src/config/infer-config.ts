import { z } from "zod";

/** The trial of a promoted encoder on live frames, beside the one that answers. */
const shadow = z.strictObject({
  /** Frames that both answer; 0 = no trial. */
  frames: z.int().min(0).max(10_000).default(20),
  /** The trial ends after this long, with the frames that came. */
  maxSeconds: z.number().positive().max(600).default(5),
  /** Least cosine between the two, under one contract. */
  minCosine: z.number().min(-1).max(1).default(0.5),
  /** Slower than so many times the one that answers is refused. */
  maxLatencyRatio: z.number().min(1).max(1000).default(4),
});

/** How frames are answered. */
export const inferConfig = z.strictObject({
  threads: z.int().min(1).max(64).default(1),
  /** A frame that waited longer than this is dropped: features of the past help nobody. */
  queueMs: z.number().min(1).max(60_000).default(200),
  shadow: shadow.prefault({}),
  /** What answers once it has built the promoted encoder; until then the engine that trains does. */
  accelerator: z.enum(["none", "tensorrt"]).default("none"),
  /** Folder of what it has built. */
  engineCache: z.string().min(1).default("engines"),
});
