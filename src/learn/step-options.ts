import { z } from "zod";

/** How a training step is computed, whatever it computes: `learn.step` of the config. */
export const stepOptions = z.strictObject({
  /**
   * Parts that a batch is learned from one after the other, in the memory of one: a divisor of the
   * batch. Same losses, same gradients; what couples clips is computed twice.
   */
  microBatches: z.int().min(1).max(1024).default(1),
  /** Arithmetic of products and what lies between them; weights and losses stay float32. */
  precision: z.enum(["float32", "float16"]).default("float32"),
  /** Steps that one run of the engine does. */
  stepsPerRun: z.int().min(1).max(64).default(1),
});

export type StepOptions = z.output<typeof stepOptions>;
