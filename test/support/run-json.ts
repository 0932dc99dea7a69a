import { expect } from "vitest";
import { z } from "zod";

const percentiles = z.object({ p50: z.number().nonnegative(), p99: z.number().nonnegative() });
const counts = z.record(z.string(), z.number().int().positive());

/** What `saccade run --json` promises; more may be there. */
const runJson = z.object({
  seconds: z.number().positive(),
  frames: z.record(
    z.string(),
    z.object({
      received: z.number().int(),
      used: z.number().int(),
      dropped: counts,
      missed: z.number().int(),
      notLearned: z.number().int(),
      notes: counts,
    }),
  ),
  train: z
    .object({
      engine: z.string(),
      provider: z.string(),
      steps: z.number().int().positive(),
      stepsPerSecond: z.number(),
      loss: z.record(z.string(), z.object({ first: z.number(), last: z.number() })),
    })
    .optional(),
  features: z.record(
    z.string(),
    z.object({ published: z.number().int(), dim: z.number().int(), latencyMs: percentiles }),
  ),
  surprise: z
    .record(z.string(), z.object({ judged: z.number().int(), missing: counts }))
    .optional(),
  health: z.record(
    z.string(),
    z.object({ rankMe: z.number(), dim: z.number().int(), std: z.number() }),
  ),
  nextFrame: z.record(
    z.string(),
    z.object({ error: z.number(), copyLast: z.number(), skill: z.number().optional() }),
  ),
  model: z.object({
    version: z.string().regex(/^[0-9a-f]{16}$/),
    checkpoint: z.string().optional(),
    promotions: z.number().int(),
    rejections: z.number().int(),
  }),
  governor: z
    .object({
      duty: z.number().min(0).max(1),
      reasons: z.array(z.string()),
      changes: z.array(
        z.object({
          atS: z.number(),
          from: z.number(),
          to: z.number(),
          reasons: z.array(z.string()),
        }),
      ),
    })
    .optional(),
  device: z.object({
    profile: z.string(),
    recognisedBy: z.string(),
    settings: z.record(
      z.string(),
      z.object({ value: z.number(), from: z.enum(["configuration", "device profile"]) }),
    ),
  }),
  memory: z.object({ rssMb: z.number(), peakRssMb: z.number(), budgetMb: z.number() }),
  eventLoopDelayMs: percentiles,
  transport: z.record(
    z.string(),
    z.object({
      received: z.number().int(),
      sent: z.number().int(),
      reconnects: z.number().int(),
      dropped: counts,
    }),
  ),
  failures: z.array(z.string()).optional(),
});

type RunJson = z.output<typeof runJson>;

/** The report of a run, checked field by field and that every frame is accounted for. */
export function readRunJson(out: string): RunJson {
  const report = runJson.parse(JSON.parse(out.trimEnd().split("\n").at(-1) ?? ""));
  for (const [sensor, { received, used, dropped }] of Object.entries(report.frames)) {
    const accounted = Object.values(dropped).reduce((sum, count) => sum + count, used);
    expect(accounted, `${sensor}: received = used + Σ dropped`).toBe(received);
  }
  return report;
}
