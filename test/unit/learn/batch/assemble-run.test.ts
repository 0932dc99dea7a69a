import { describe, expect, it } from "vitest";
import { randomFor } from "../../../../src/core/random.ts";
import { assembleBatch } from "../../../../src/learn/batch/assemble-batch.ts";
import { assembleRun } from "../../../../src/learn/batch/assemble-run.ts";
import { tinyAugment, wallDrive } from "../../../support/tiny-learner.ts";

const drive = wallDrive({ frames: 12, seed: 5 });
const clipAt = (i: number) => ({
  previous: drive[i]!,
  current: drive[i + 1]!,
  next: drive[i + 3]!,
});
const stepAt = (i: number) => ({
  clips: [clipAt(i), clipAt(i + 4)],
  random: randomFor(7, "augment", i),
});
const names = ["previous", "current", "next", "horizonS"] as const;

describe("assembleRun", () => {
  it("lays the batches of several steps one after the other", () => {
    const run = assembleRun([stepAt(0), stepAt(1), stepAt(2)], tinyAugment);
    const batches = [0, 1, 2].map((i) => {
      const { clips, random } = stepAt(i);
      return assembleBatch(clips, random, tinyAugment);
    });
    for (const name of names) {
      expect(run[name].shape).toEqual([3, ...batches[0]![name].shape]);
      const joined = batches.flatMap((batch) => [...(batch[name].data as Float32Array)]);
      expect([...(run[name].data as Float32Array)]).toEqual(joined);
    }
  });

  it("leaves the batch of one step as it is", () => {
    const { clips, random } = stepAt(0);
    const alone = assembleBatch(clips, random, tinyAugment);
    expect(assembleRun([stepAt(0)], tinyAugment)).toEqual(alone);
  });

  it("writes into the buffers it is given where they fit", () => {
    const size = 2 * 2 * 32 * 32 * 3;
    const buffers = [size, size, 7].map((length) => new Float32Array(length));
    const run = assembleRun([stepAt(0), stepAt(1)], tinyAugment, buffers);
    expect(run.previous.data).toBe(buffers[0]);
    expect(run.current.data).toBe(buffers[1]);
    expect(run.next.data).not.toBe(buffers[2]);
  });
});
