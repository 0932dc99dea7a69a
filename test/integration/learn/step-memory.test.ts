import { describe, expect, it } from "vitest";
import type { LearnerSpec } from "../../../src/learn/learner-spec.ts";
import type { StepOptions } from "../../../src/learn/step-options.ts";
import { canMeasureMemory, stepMemory, type StepMemory } from "../../support/step-memory.ts";

const spec = (step: Partial<StepOptions>): LearnerSpec => ({
  sensor: "camera",
  modality: "camera",
  height: 96,
  width: 320,
  batch: 32,
  encoder: { name: "resnet" },
  objectives: [
    { name: "info-nce", weight: 1 },
    { name: "next-frame", weight: 40 },
  ],
  optimizer: { name: "adamw" },
  step,
});

/** The same with so few parameters that activations are all that counts. */
const narrow = (step: Partial<StepOptions>): LearnerSpec => ({
  ...spec(step),
  height: 64,
  encoder: { name: "resnet", widths: [16, 16, 32, 32] },
});

describe.skipIf(!canMeasureMemory)(
  "the memory that a run of a step takes (needs Linux and the addon to be measured)",
  { timeout: 180_000 },
  () => {
    it("is three fifths of what it was where activations are made anew", async () => {
      const kept = await stepMemory(spec({}));
      const anew = await stepMemory(spec({ recompute: true }));
      expect(anew.grownMb / kept.grownMb, said(kept, anew)).toBeLessThan(0.6);
      const rounded = await stepMemory(spec({ savedActivations: "int8" }));
      expect(rounded.grownMb / kept.grownMb, said(kept, rounded)).toBeLessThan(0.95);
    });

    it("falls as the cost report says, where half of the encoder is frozen, made anew or rounded", async () => {
      const freeze = ["encoder/stem*/**", "encoder/stage1/**", "encoder/stage2/**"];
      const all = await stepMemory(narrow({}));
      for (const step of [{ freeze }, { recompute: true }, { savedActivations: "int8" }] as const) {
        const less = await stepMemory(narrow(step));
        // Kernels take memory of their own.
        expect(less.grownMb / less.peakMb, said(all, less)).toBeGreaterThan(0.9);
        expect(less.grownMb / less.peakMb, said(all, less)).toBeLessThan(1.4);
        const spared = all.grownMb - less.grownMb;
        expect(Math.abs(spared / (all.peakMb - less.peakMb) - 1), said(all, less)).toBeLessThan(
          0.25,
        );
        expect(Math.abs(spared / (all.savedMb - less.savedMb) - 1), said(all, less)).toBeLessThan(
          0.35,
        );
      }
    });
  },
);

function said(...found: readonly StepMemory[]): string {
  return JSON.stringify(found);
}
