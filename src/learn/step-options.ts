import { z } from "zod";

/** How a training step is computed, whatever it computes: `learn.step` of the config. */
export const stepOptions = z
  .strictObject({
    /**
     * Parts that a batch is learned from one after the other, in the memory of one: a divisor of the
     * batch. Same losses, same gradients; what couples clips is computed twice.
     */
    microBatches: z.int().min(1).max(1024).default(1),
    /** Arithmetic of products and what lies between them; weights and losses stay float32. */
    precision: z.enum(["float32", "float16"]).default("float32"),
    /** Steps that one run of the engine does. */
    stepsPerRun: z.int().min(1).max(64).default(1),
    /** Parameters that stay as they are, by patterns over their names: `encoder/stage1/**`. */
    freeze: z.array(z.string().min(1)).default([]),
    /** Whether the backward pass makes activations anew instead of keeping all of them. */
    recompute: z.boolean().default(false),
    /** What activations are kept as for the backward pass. */
    savedActivations: z.enum(["float32", "int8"]).default("float32"),
  })
  .superRefine(({ recompute, savedActivations, microBatches }, context) => {
    const problem = (field: string, message: string): void => {
      context.addIssue({ code: "custom", path: [field], message });
    };
    if (recompute && savedActivations !== "float32") {
      const why = "what is made anew from rounded values has other masks";
      problem("savedActivations", `must be float32 where recompute is on: ${why}`);
    }
    if (microBatches > 1 && (recompute || savedActivations !== "float32")) {
      const why = "the forward pass of one follows the backward pass of another";
      problem("microBatches", `must be 1 with recompute or savedActivations int8: ${why}`);
    }
  });

export type StepOptions = z.output<typeof stepOptions>;
