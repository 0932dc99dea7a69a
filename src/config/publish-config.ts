import { z } from "zod";
import { endpointUrl } from "./endpoint-url.ts";

/** One place that features, state and health go to. */
export const publishTargetConfig = z.strictObject({
  to: endpointUrl,
  /** Most bytes kept for a slow consumer; the oldest features go first. */
  maxQueuedBytes: z.int().min(65_536).max(256_000_000).default(4_000_000),
});
