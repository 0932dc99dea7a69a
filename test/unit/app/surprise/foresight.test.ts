import { describe, expect, it, onTestFinished } from "vitest";
import { openForesight } from "../../../../src/app/surprise/foresight.ts";
import { compileStep } from "../../../../src/learn/compile-step.ts";
import { initialState } from "../../../../src/learn/initial-state.ts";
import { packForesight } from "../../../../src/learn/pack-foresight.ts";
import { engines } from "../../../../src/runtime/index.ts";
import { tinyDraw, tinySpec, wallDrive } from "../../../support/tiny-learner.ts";

const spec = tinySpec();
const state = initialState(compileStep(spec).state, 1);
const packed = packForesight(spec, state)!;

async function opened() {
  const engine = await engines.get("ort-node").create({ provider: "cpu" });
  const timing = tinyDraw.timing;
  const foresight = await openForesight({ engine, threads: 1, packed, timing });
  onTestFinished(async () => {
    await foresight.close();
    await engine.close();
  });
  return foresight;
}

describe("openForesight", () => {
  const drive = wallDrive({ frames: 24, seed: 2 });

  it("is as wrong as repeating the last frame before it has learned, and tells it by region", async () => {
    const foresight = await opened();
    const looked: (Float32Array | undefined)[] = [];
    for (const sample of drive.slice(0, 4)) looked.push(await foresight.look(sample));
    expect(looked.slice(0, 2)).toEqual([undefined, undefined]);
    const [whole, ...regions] = looked[3]!;
    expect(regions).toHaveLength(32);
    expect(whole).toBeGreaterThan(0);
    // The whole is the mean of regions of one size.
    expect(regions.reduce((a, b) => a + b, 0) / 32).toBeCloseTo(whole!, 3);
  });

  it("is not wrong about a picture that stays", async () => {
    const foresight = await opened();
    const still = (i: number) => ({ ...drive[0]!, stampNs: BigInt(i) * 100_000_000n });
    for (let i = 0; i < 3; i++) await foresight.look(still(i));
    const [whole] = (await foresight.look(still(3)))!;
    expect(whole).toBeLessThan(1e-5);
  });

  it("compares the next model with this one on the last frames, and answers by it after the switch", async () => {
    const foresight = await opened();
    for (const sample of drive) await foresight.look(sample);
    const bias = state["average/next-frame/decoder/output/bias"]!;
    const shifted = { ...bias, data: Float32Array.from(bias.data as Float32Array, () => 0.5) };
    const other = packForesight(spec, {
      ...state,
      "average/next-frame/decoder/output/bias": shifted,
    })!;
    const pairs = await foresight.load(other);
    expect(pairs).toHaveLength(22);
    expect(pairs.every(({ before, after }) => after[0]! !== before[0]!)).toBe(true);
    const later = { ...drive[23]!, stampNs: drive[23]!.stampNs + 100_000_000n };
    expect((await foresight.look(later))![0]).toBeGreaterThan(0.05);
  });

  it("predicts a picture ahead of the newest frame", async () => {
    const foresight = await opened();
    expect(await foresight.ahead(200)).toBeUndefined();
    for (const sample of drive.slice(0, 3)) await foresight.look(sample);
    expect(await foresight.ahead(200)).toMatchObject({
      fromNs: drive[2]!.stampNs,
      horizonMs: 200,
      predicted: { shape: [1, 8, 8, 3] },
    });
  });

  it("begins anew when the clock was set back", async () => {
    const foresight = await opened();
    for (const sample of drive.slice(4, 8)) await foresight.look(sample);
    expect(await foresight.look(drive[0]!)).toBeUndefined();
  });
});
