import { describe, expect, it, onTestFinished, vi } from "vitest";
import { openLiveEncoder } from "../../../../src/app/live-encoder.ts";
import { startShadowRun } from "../../../../src/app/shadow-run.ts";
import { openFrameJudge } from "../../../../src/app/surprise/frame-judge.ts";
import { surprisedEncoder, unsurprised } from "../../../../src/app/surprise/surprised-encoder.ts";
import { silentLogger } from "../../../../src/core/log.ts";
import { compileStep } from "../../../../src/learn/compile-step.ts";
import { initialState } from "../../../../src/learn/initial-state.ts";
import { packEncoder, type PackedEncoder } from "../../../../src/learn/pack-encoder.ts";
import { packForesight } from "../../../../src/learn/pack-foresight.ts";
import { engines } from "../../../../src/runtime/index.ts";
import { tinyDraw, tinySpec, wallDrive } from "../../../support/tiny-learner.ts";

const spec = tinySpec();
const contract = { version: 3, residual: 0.02, drift: 0.01, anchors: 64 };

/** An encoder whose decoder paints every predicted frame brighter by `bias`. */
function packed(seed: number, bias: number): PackedEncoder {
  const state = initialState(compileStep(spec).state, seed);
  const name = "average/next-frame/decoder/output/bias";
  const shifted = Float32Array.from(state[name]!.data as Float32Array, () => bias);
  const foresight = packForesight(spec, { ...state, [name]: { ...state[name]!, data: shifted } });
  return { ...packEncoder(spec, { state, step: seed, batch: 1 }), contract, foresight };
}

const trialOf = (frames: number) =>
  startShadowRun({
    ...{ frames, maxSeconds: 5, minCosine: -1, maxLatencyRatio: 1000, isSameContract: false },
  });

async function opened(first: PackedEncoder) {
  const engine = await engines.get("ort-node").create({ provider: "cpu" });
  const plain = await openLiveEncoder({ engine, threads: 1, encoder: first });
  const own = { engine, threads: 1, packed: first.foresight!, timing: tinyDraw.timing };
  const judge = await openFrameJudge(own);
  const encoder = surprisedEncoder({
    ...{ plain, first, judge, sensor: "camera", seed: 1, log: silentLogger },
  });
  onTestFinished(async () => {
    await encoder.close();
    await engine.close();
  });
  const drive = wallDrive({ frames: 400, seed: 2 }).values();
  const next = async () => {
    const answer = await encoder.answer(drive.next().value!);
    return { ...answer, error: answer.surprise?.error ?? 0 };
  };
  return { encoder, next };
}

describe("surprisedEncoder", () => {
  it("hands trials to the encoder that answers, and on what they found", async () => {
    const { encoder, next } = await opened(packed(1, 0));
    expect(encoder.contract).toEqual(contract);
    const refusal = trialOf(100);
    const refused = encoder.promote(packed(2, 0), () => refusal);
    await vi.waitFor(() => {
      expect(encoder.isTrying).toBe(true);
    });
    refusal.refuse("a test said so");
    expect(await refused).toMatchObject({ refused: ["a test said so"] });
    expect([encoder.isTrying, encoder.step]).toEqual([false, 1]);

    const promoted = encoder.promote(packed(2, 0), () => trialOf(2));
    await vi.waitFor(async () => {
      await next();
      expect(encoder.step).toBe(2);
    });
    expect(await promoted).toMatchObject({ frames: 2, refused: [] });
    expect(encoder.isTrying).toBe(false);
  });

  it("predicts by the weights that answer, also after going back", async () => {
    const { encoder, next } = await opened(packed(1, 0));
    for (let i = 0; i < 4; i++) await next();
    const usual = (await next()).error;
    await encoder.promote(packed(2, 2));
    await vi.waitFor(async () => {
      expect((await next()).error).toBeGreaterThan(usual + 0.2);
    });
    await encoder.promote(packed(1, 0));
    await vi.waitFor(async () => {
      expect((await next()).error).toBeLessThan(usual + 0.1);
    });
  });

  it("judges novelty again after promotions that follow one another at once", async () => {
    const { encoder, next } = await opened(packed(1, 0));
    for (let i = 0; i < 100; i++) await next();
    for (const seed of [2, 1, 2]) await encoder.promote(packed(seed, 0));
    expect((await next()).surprise?.novelty).toBeUndefined();
    const again = async (): Promise<void> => {
      expect((await next()).surprise?.novelty).toBeDefined();
    };
    await vi.waitFor(again, { timeout: 10_000 });
    expect(encoder.step).toBe(2);
  });

  it("counts the frames whose judgement came too late, was passed over or failed, and answers them all the same", async () => {
    const engine = await engines.get("ort-node").create({ provider: "cpu" });
    const first = packed(1, 0);
    const plain = await openLiveEncoder({ engine, threads: 1, encoder: first });
    const own = { engine, threads: 1, packed: first.foresight!, timing: tinyDraw.timing };
    const real = await openFrameJudge(own);
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let calls = 0;
    /** The second judgement is kept back until the test ends, the third passed over, the fourth fails. */
    const judge: typeof real = {
      ...real,
      judge: async (sample) => {
        calls += 1;
        if (calls === 2) await held;
        if (calls === 3) return undefined;
        if (calls === 4) throw new Error("a prediction that fails");
        return real.judge(sample);
      },
    };
    const encoder = surprisedEncoder({
      ...{ plain, first, judge, sensor: "camera", seed: 1, log: silentLogger },
    });
    onTestFinished(async () => {
      release();
      await encoder.close();
      await engine.close();
    });
    const answers = [];
    for (const sample of wallDrive({ frames: 4, seed: 2 }))
      answers.push(await encoder.answer(sample));
    expect(answers.map(({ step }) => step)).toEqual([1, 1, 1, 1]);
    expect(answers.map(({ surprise }) => surprise?.frames !== undefined)).toEqual([
      ...[true, false, false, false],
    ]);
    expect(encoder.judgements()).toEqual({
      judged: 1,
      missing: { late: 1, behind: 1, failed: 1 },
    });
  });

  it("is the encoder alone where nobody asks", async () => {
    const engine = await engines.get("ort-node").create({ provider: "cpu" });
    const encoder = unsurprised(
      await openLiveEncoder({ engine, threads: 1, encoder: packed(1, 0) }),
    );
    const [sample] = wallDrive({ frames: 1, seed: 2 });
    expect((await encoder.answer(sample!)).surprise).toBeUndefined();
    expect(await encoder.ahead(100)).toBeUndefined();
    expect(encoder.judgements()).toBeUndefined();
    const trial = trialOf(100);
    const promoted = encoder.promote(packed(2, 0), () => trial);
    await vi.waitFor(() => {
      expect(encoder.isTrying).toBe(true);
    });
    trial.refuse("enough");
    expect(await promoted).toMatchObject({ refused: ["enough"] });
    expect(encoder.contract).toEqual(contract);
    await encoder.close();
    await engine.close();
  });
});
