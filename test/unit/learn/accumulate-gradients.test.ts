import { describe, expect, it } from "vitest";
import { verifyGraph } from "../../../src/graph/verify.ts";
import { compileStep } from "../../../src/learn/compile-step.ts";
import type { CompiledStep } from "../../../src/learn/compiled-step.ts";
import type { LearnerSpec } from "../../../src/learn/learner-spec.ts";
import { expectAllClose } from "../../support/all-close.ts";
import { evaluateStep, stepFeeds } from "../../support/step-feeds.ts";
import { tinySpec } from "../../support/tiny-learner.ts";

const seed = 61;
const contrast = { name: "info-nce", weight: 0.5, hidden: 8, dimension: 8 };
// The clips of a batch are not all treated alike: the first ones show more.
const prediction = { name: "next-frame", weight: 3, width: 8, reduction: 4, historyShare: 0.4 };

const smallSpec = (change: Partial<LearnerSpec> = {}): LearnerSpec =>
  tinySpec({
    height: 8,
    width: 8,
    batch: 4,
    encoder: { name: "merge", widths: [4, 4], expansion: 0, channels: 4 },
    objectives: [contrast, prediction],
    ...change,
  });

/** How often a layer's product is computed on the way to the results, backward passes left out. */
function forwardUses({ graph }: CompiledStep, layer: string): number {
  return graph.nodes.filter(
    ({ op, label, direction }) =>
      label === layer && direction === "forward" && (op === "MatMul" || op === "Gemm"),
  ).length;
}

describe("a step in micro-batches", () => {
  it.each(
    (["camera", "lidar"] as const).flatMap((modality) =>
      [2, 4].map((microBatches) => ({ modality, microBatches })),
    ),
  )(
    "has the losses, metrics and gradients of the whole batch ($modality, $microBatches parts)",
    ({ modality, microBatches }) => {
      const spec = smallSpec({ modality });
      const whole = compileStep(spec);
      const parts = compileStep({ ...spec, step: { microBatches } });
      verifyGraph(parts.graph);
      const feeds = stepFeeds(whole, spec, { seed });
      const [expected, found] = [whole, parts].map((step) => evaluateStep(step, feeds));
      expect([...found!.keys()]).toEqual([...expected!.keys()]);
      // The optimizer's first moments are the gradients, scaled.
      expect(expected!.get("next/adam/m/decayed")!.some((g) => Math.abs(g) > 1e-4)).toBe(true);
      for (const [name, values] of expected!) expectAllClose(found!.get(name)!, values, 1e-11);
    },
  );

  it("sees the clips twice where the loss compares them, and decodes each once", () => {
    const step = compileStep(smallSpec({ step: { microBatches: 4 } }));
    expect(forwardUses(step, "encoder/stage1/mix")).toBe(8);
    expect(forwardUses(step, "info-nce/projector/output")).toBe(8);
    expect(forwardUses(step, "next-frame/decoder/output")).toBe(4);
  });

  it("sees the clips once where the loss is a mean over them", () => {
    const step = compileStep(smallSpec({ objectives: [prediction], step: { microBatches: 4 } }));
    expect(forwardUses(step, "encoder/stage1/mix")).toBe(4);
  });

  it("refuses parts that do not divide the batch", () => {
    expect(() => compileStep(smallSpec({ step: { microBatches: 3 } }))).toThrow(
      /a divisor of the batch 4 for microBatches, received 3.*OPTION_INVALID/,
    );
  });
});
