import { describe, expect, it } from "vitest";
import { ortNode } from "../../../src/runtime/ort-node/ort-node-engine.ts";
import { probeProvider } from "../../../src/runtime/ort-node/probe-providers.ts";
import {
  fixedTargetStep,
  floats,
  quadraticBatch,
  quadraticState,
  valuesOf,
} from "../../support/engine-programs.ts";

const { usable, reason } = await probeProvider("webgpu");

describe.skipIf(!usable)(`training on WebGPU${usable ? "" : ` (skipped: ${reason})`}`, () => {
  it("keeps the state in the device's buffers, also what no step writes, and follows the CPU", async () => {
    const run = async (provider: string) => {
      const engine = await ortNode.create({ provider, isTried: true });
      const session = await engine.openTraining({
        step: fixedTargetStep,
        initialState: { ...quadraticState(), target: floats([1, 0, -1, 2]) },
        threads: 1,
        niceness: 0,
      });
      const losses: unknown[] = [];
      for (let i = 0; i < 3; i++) {
        const { rate, index } = quadraticBatch();
        const { outputs } = await session.step({ rate: rate!, index: index! }, ["loss"]);
        losses.push(...valuesOf(outputs["loss"]));
      }
      const { w } = await session.getState(["w"]);
      const { stateBytes } = await session.traffic!();
      await engine.close();
      return { losses, w: valuesOf(w), stateBytes };
    };
    const there = await run("webgpu");
    const here = await run("cpu");
    expect(there.stateBytes).toBe(0);
    for (const part of ["losses", "w"] as const) {
      there[part].forEach((value, i) => {
        expect(value).toBeCloseTo(Number(here[part][i]), 5);
      });
    }
  });
});
