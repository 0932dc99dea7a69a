import { z } from "zod";

/** Something out of the ordinary, once: an object thrown past the camera, or its lens covered. */
const event = z.strictObject({
  kind: z.enum(["covered", "thrown"]),
  /** World seconds from the start. */
  atS: z.number().min(0).max(1e6),
  forS: z.number().positive().max(3600).default(1),
});

/** The built-in world, publishing to each sensor's `from` as a robot would. */
export const simulatorConfig = z.strictObject({
  scene: z.string().min(1).default("city"),
  seed: z.int().min(0).max(4_294_967_295).default(1),
  /** World seconds per real second; frames come that much more often. */
  speed: z.number().positive().max(20).default(1),
  events: z.array(event).max(1000).default([]),
});
