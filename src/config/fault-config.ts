import { z } from "zod";

const part = z.number().min(0).max(1).default(0);

/** Part of the time: for `forS` seconds out of every `everyS`. */
const spell = z
  .strictObject({
    everyS: z.number().positive().max(86_400),
    forS: z.number().positive().max(86_400),
  })
  .refine((s) => s.forS <= s.everyS, { path: ["forS"], error: "must not be more than everyS" });

/** What goes wrong with one stream on purpose. Absent = nothing, and nothing is in the way. */
export const faultConfig = z.strictObject({
  seed: z.int().min(0).max(4_294_967_295).default(1),
  /** Parts of the messages that are lost, come twice, change places with the next, are damaged. */
  drop: part,
  duplicate: part,
  reorder: part,
  corrupt: part,
  /** Every message comes this much later, and up to `jitterMs` more. */
  delayMs: z.number().min(0).max(60_000).default(0),
  jitterMs: z.number().min(0).max(60_000).default(0),
  /** Copies of each message, one after the other, each a frame of its own. */
  flood: z.int().min(1).max(100).default(1),
  /** The sensor repeats its last picture. */
  freeze: spell.optional(),
  /** Nothing comes at all. */
  outage: spell.optional(),
});

export type FaultConfig = z.output<typeof faultConfig>;
