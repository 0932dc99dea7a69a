import { describe, expect, it } from "vitest";
import { openOwnStep } from "../../../src/bench/train-step/own-step.ts";
import { stepCases } from "../../../src/bench/train-step/cases.ts";
import { loadAddon } from "../../../src/native/addon.ts";
import { engines } from "../../../src/runtime/index.ts";

/** The losses of 20 steps of the default recipe, small. */
async function losses(engineName: string): Promise<readonly number[]> {
  const engine = await engines.get(engineName).create({ provider: "cpu" });
  const { spec } = stepCases.find(({ name }) => name === "mergeBoth")!;
  const small = { ...spec, batch: 4, height: 32, width: 64 };
  const step = await openOwnStep(engine, small, { threads: 2 });
  const found: number[] = [];
  for (let i = 0; i < 20; i++) found.push((await step.run(1)).scalars["loss"]!);
  await engine.close();
  return found;
}

describe.skipIf(!loadAddon().loaded)("ort-native (skipped where the addon is not built)", () => {
  it("gives the losses of ort-node over 20 steps, bit for bit", async () => {
    const native = await losses("ort-native");
    expect(native).toEqual(await losses("ort-node"));
    expect(new Set(native).size).toBe(20);
  });
});
