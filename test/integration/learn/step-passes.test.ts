import { describe, expect, it, vi } from "vitest";
import { planSensor } from "../../../src/app/sensor-plan.ts";
import { loadConfig } from "../../../src/config/load.ts";
import type { Graph } from "../../../src/graph/graph.ts";
import { deadCode } from "../../../src/graph/passes/dead-code.ts";
import { compileStep } from "../../../src/learn/compile-step.ts";
import type { CompiledStep } from "../../../src/learn/compiled-step.ts";
import type { LearnerSpec } from "../../../src/learn/learner-spec.ts";
import { runCompiledStep } from "../../support/run-compiled-step.ts";

const seed = 11;

/** A step, and its graph as the first pass is given it. */
function withPlain(spec: LearnerSpec): { readonly step: CompiledStep; readonly plain: Graph } {
  const first = vi.spyOn(deadCode, "run");
  try {
    return { step: compileStep(spec), plain: first.mock.calls[0]![0] };
  } finally {
    first.mockRestore();
  }
}

describe("the passes on the default configuration's steps", () => {
  it.each(["camera", "lidar"])(
    "halve the nodes of the %s's and keep its losses",
    async (sensor) => {
      const config = await loadConfig("configs/demo.yaml", { set: ["learn.batch=4"] });
      const { step, plain } = withPlain(planSensor(config, sensor).learner);
      const { length } = step.graph.nodes;
      expect(length, `of ${plain.nodes.length}`).toBeLessThanOrEqual(plain.nodes.length / 2);

      const after = await runCompiledStep(step, { seed });
      const before = await runCompiledStep({ ...step, graph: plain }, { seed });
      for (const name of step.outputs) {
        const [found, wanted] = [after[name]![0]!, before[name]![0]!];
        expect(Math.abs(found - wanted), name).toBeLessThanOrEqual(1e-5 * Math.abs(wanted) + 1e-7);
      }
    },
    60_000,
  );
});
