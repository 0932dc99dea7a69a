import { z } from "zod";

/** The page that shows a run. */
export const windowConfig = z.strictObject({
  enabled: z.boolean().default(true),
  /** Another address than this machine's own needs a token: SACCADE_WINDOW_TOKEN. */
  host: z.string().min(1).default("127.0.0.1"),
  /** Absent = the first free one from 18840 on. */
  port: z.int().min(1).max(65_535).optional(),
  /** Pages and Foxglove viewers at one time. */
  maxViewers: z.int().min(1).max(64).default(8),
  /** Most that one page is sent. */
  kilobitsPerSecond: z.number().min(50).max(1_000_000).default(1000),
  /** Pictures of one sensor a second, at most. */
  picturesPerSecond: z.number().min(0.1).max(30).default(4),
});
