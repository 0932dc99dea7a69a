import { describe, expect, it } from "vitest";
import { randomFor } from "../../../src/core/random.ts";
import { assess, type AssessOptions } from "../../../src/learn/assess.ts";
import type { Clip } from "../../../src/learn/batch/clip.ts";
import { defaultHealthThresholds } from "../../../src/learn/health/health-gate.ts";
import type { Trainer } from "../../../src/learn/trainer.ts";
import type { HostTensor } from "../../../src/runtime/engine.ts";
import { msOf, segmentOf, times } from "../../support/samples.ts";
import { tinyDraw } from "../../support/tiny-learner.ts";

const batch = 8;
const dim = 6;

type Looked = Readonly<Record<string, HostTensor>>;

/** [rows, dim] of numbers that hang on the row and the column. */
function rows(count: number, value: (row: number, column: number) => number): HostTensor {
  const data = Float32Array.from({ length: count * dim }, (_, i) =>
    value(Math.floor(i / dim), i % dim),
  );
  return { dtype: "float32", shape: [count, dim], data };
}

const scalar = (value: number): HostTensor => ({
  dtype: "float32",
  shape: [],
  data: Float32Array.of(value),
});

/** A trainer that only looks, and remembers at what. */
function examined(answer: (clips: readonly Clip[]) => Looked) {
  const seen: (readonly Clip[])[] = [];
  const never = (): never => expect.fail("an examination must change nothing");
  const trainer: Trainer = {
    step: 50,
    stepsPerRun: 1,
    randomFor: never,
    assemble: never,
    train: never,
    look: (clips) => {
      seen.push(clips);
      return Promise.resolve(answer(clips));
    },
    state: never,
    restore: never,
    scaleRate: never,
    close: never,
  };
  return { trainer, seen };
}

const random = randomFor(81, "features");
const isotropic = (): Looked => ({ features: rows(batch, () => random.normal()) });
/** Embeddings that name the moment: far apart from second to second, alike within one. */
const placed = (clips: readonly Clip[]): Looked => ({
  ...isotropic(),
  "info-nce/embedding": rows(batch, (r, c) => Math.sin(msOf(clips[r]!.current) / 1e4 + c)),
  "info-nce/previousEmbedding": rows(batch, (r, c) => Math.sin(msOf(clips[r]!.previous) / 1e4 + c)),
});
const predicting = (error: number, copyLast: number) => (): Looked => ({
  ...isotropic(),
  "next-frame/error": scalar(error),
  "next-frame/copyLast": scalar(copyLast),
});

const memory = Array.from({ length: 30 }, (_, i) => segmentOf(...times(20, 100, i * 2000)));
const heldOut = [segmentOf(...times(40, 100, 200_000))];
const run = (answer: (clips: readonly Clip[]) => Looked, change: Partial<AssessOptions> = {}) => {
  const { trainer, seen } = examined(answer);
  const assessment = assess({
    trainer,
    batch,
    seed: 82,
    draw: { ...tinyDraw, batch },
    thresholds: defaultHealthThresholds,
    batches: 4,
    memory,
    heldOut: [],
    ...change,
  });
  return { assessment, seen };
};

describe("assess", () => {
  it("is undefined while the memory is too young for a batch", async () => {
    const { assessment, seen } = run(isotropic, { memory: [segmentOf(...times(5, 100))] });
    expect(await assessment).toBeUndefined();
    expect(seen).toEqual([]);
  });

  it("measures features over several batches of clips that lie apart", async () => {
    const { assessment, seen } = run(isotropic);
    const { step, samples, rankMe, std, verdict, dim: columns } = (await assessment)!;
    expect({ step, samples, columns }).toEqual({ step: 50, samples: 4 * batch, columns: dim });
    expect(seen).toHaveLength(4);
    for (const clips of seen) {
      const stamps = clips.map(({ current }) => msOf(current)).sort((a, b) => a - b);
      expect(Math.min(...stamps.slice(1).map((at, i) => at - stamps[i]!))).toBeGreaterThan(999);
    }
    expect(rankMe).toBeGreaterThan(0.8 * dim);
    expect(std).toBeCloseTo(1, 0);
    expect(verdict).toEqual({ healthy: true, reasons: [] });
  });

  it("finds features that are the same everywhere unhealthy, and says so", async () => {
    const collapsed = (): Looked => ({ features: rows(batch, (_, c) => c + 1) });
    const { verdict, rankMe } = (await run(collapsed).assessment)!;
    expect(verdict.healthy).toBe(false);
    expect(verdict.reasons.join()).toMatch(/collapse/);
    expect(rankMe).toBeCloseTo(1, 2);
  });

  it("measures the slow/fast ratio where an objective publishes both embeddings", async () => {
    expect((await run(placed).assessment)!.slowFast).toBeGreaterThan(3);
    expect((await run(isotropic).assessment)!.slowFast).toBeUndefined();
  });

  it("measures skill on held-out clips only, with at most two looks", async () => {
    const { assessment, seen } = run(predicting(0.3, 0.4), { heldOut });
    expect((await assessment)!.nextFrame).toEqual({
      error: expect.closeTo(0.3, 6) as number,
      copyLast: expect.closeTo(0.4, 6) as number,
      skill: expect.closeTo(0.25, 6) as number,
    });
    expect(seen).toHaveLength(6);
    const isHeldOut = (clip: Clip) => msOf(clip.current) >= 200_000;
    expect(seen.slice(0, 4).flat().some(isHeldOut)).toBe(false);
    expect(seen[4]!.every(isHeldOut)).toBe(true);
    expect(seen[4]).toHaveLength(batch);
  });

  it("examines a prediction on fewer held-out clips than a batch when there are no more", async () => {
    const young = [segmentOf(...times(9, 100, 200_000))];
    const { assessment, seen } = run(predicting(0.3, 0.4), { heldOut: young });
    expect((await assessment)!.nextFrame?.skill).toBeCloseTo(0.25, 6);
    expect(seen.at(-1)).toHaveLength(4);
  });

  it("refuses a learner that predicts no better than repeating the last frame", async () => {
    const { verdict } = (await run(predicting(0.41, 0.4), { heldOut }).assessment)!;
    expect(verdict.reasons.join()).toMatch(/no better than repeating/);
  });

  it.each([
    ["nothing is held out", predicting(0.3, 0.4), []],
    ["no objective predicts", isotropic, heldOut],
    ["nothing moves", predicting(0, 0), heldOut],
  ] as const)("leaves the skill out when %s", async (_, answer, apart) => {
    const assessment = (await run(answer, { heldOut: apart }).assessment)!;
    expect(assessment).not.toHaveProperty("nextFrame");
  });

  it("looks at the same clips for the same seed and step", async () => {
    const one = run(isotropic);
    const other = run(isotropic);
    await one.assessment;
    await other.assessment;
    expect(other.seen).toEqual(one.seen);
  });
});
