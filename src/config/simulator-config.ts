import { z } from "zod";

/** The built-in world, publishing to each sensor's `from` as a robot would. */
export const simulatorConfig = z.strictObject({
  scene: z.string().min(1).default("city"),
  seed: z.int().min(0).max(4_294_967_295).default(1),
  /** World seconds per real second; frames come that much more often. */
  speed: z.number().positive().max(20).default(1),
});
