import { describe, expect, it } from "vitest";
import { nextFrameScore } from "../../../src/app/next-frame-score.ts";
import type { Clip } from "../../../src/learn/batch/clip.ts";
import type { HostTensor } from "../../../src/runtime/engine.ts";
import { cameraSample, times } from "../../support/samples.ts";

const timing = { minGapMs: 100, maxGapMs: 100, minHorizonMs: 100, maxHorizonMs: 100 };
const samples = times(12, 100).map((ms) => cameraSample({ ms }));
const scalar = (value: number): HostTensor => ({
  dtype: "float32",
  shape: [],
  data: Float32Array.of(value),
});

function score(
  look: (clips: readonly Clip[]) => Readonly<Record<string, HostTensor>>,
  of = samples,
) {
  const looked: number[] = [];
  const trainer = {
    look: (clips: readonly Clip[]) => {
      looked.push(clips.length);
      return Promise.resolve(look(clips));
    },
  };
  const result = nextFrameScore({ trainer, samples: of, timing, batch: 4, seed: 1 });
  return { looked, result };
}

describe("nextFrameScore", () => {
  it("looks at one clip a frame that has both neighbours, and weighs batches by their clips", async () => {
    const { looked, result } = score((clips) => ({
      "next-frame/error": scalar(clips.length === 4 ? 1 : 4),
      "next-frame/copyLast": scalar(2),
    }));
    const { error, copyLast, skill } = (await result)!;
    expect(looked).toEqual([4, 4, 2]);
    expect([error, copyLast]).toEqual([1.6, 2]);
    expect(skill).toBeCloseTo(0.2, 9);
  });

  it("is undefined for a model that predicts no frames", async () => {
    expect(await score(() => ({})).result).toBeUndefined();
  });

  it("is undefined where no clip fits", async () => {
    const { looked, result } = score(() => ({}), [samples[0]!, samples[11]!]);
    expect(await result).toBeUndefined();
    expect(looked).toEqual([]);
  });
});
