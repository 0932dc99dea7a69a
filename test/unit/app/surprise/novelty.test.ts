import { describe, expect, it } from "vitest";
import { createNoveltyScale } from "../../../../src/app/surprise/novelty.ts";
import { randomFor } from "../../../../src/core/random.ts";
import { cameraSample } from "../../../support/samples.ts";

/** A drive round and round a ring of places, 10 frames a second. */
const placeAt = (i: number, turn = 0) =>
  Float32Array.of(Math.cos(i / 60 + turn), Math.sin(i / 60 + turn), 0.1 * Math.cos(7 * i), 0);
const sampleAt = (i: number) => cameraSample({ ms: 100 * i });

const driven = (frames: number) => {
  const scale = createNoveltyScale(randomFor(1, "novelty"));
  for (let i = 0; i < frames; i++) scale.judge(sampleAt(i), placeAt(i));
  return scale;
};

describe("createNoveltyScale", () => {
  it("remembers a moment a second, once it is five seconds old", () => {
    expect(driven(50).moments).toBe(0);
    expect(driven(101).moments).toBe(6);
  });

  it("calls a place new that nothing remembered is like, and one that was seen not", () => {
    const scale = driven(1200);
    const known = scale.judge(sampleAt(1200), placeAt(1200))!;
    const never = scale.judge(sampleAt(1201), Float32Array.of(0, 0, 0, 1))!;
    expect(known.quantile).toBeLessThan(0.95);
    expect(never.quantile).toBe(1);
    expect(never.distance).toBeCloseTo(1, 2);
  });

  it("holds no more than 256 moments", () => {
    expect(driven(4000).moments).toBe(256);
  });

  it("goes on in the basis of another encoder", async () => {
    const scale = driven(1200);
    const index = (sample: { readonly stampNs: bigint }) => Number(sample.stampNs / 100_000_000n);
    await scale.rebase((sample) => Promise.resolve(placeAt(index(sample), 2)));
    const known = scale.judge(sampleAt(1200), placeAt(1200, 2))!;
    expect(known.quantile).toBeLessThan(0.95);
    expect(known.distance).toBeLessThan(0.01);
  });

  it.each([
    ["goes away", () => Promise.reject(new Error("closed"))],
    ["answers no more", () => Promise.resolve(undefined)],
  ])("stays in its basis when the encoder of another %s in the middle", async (_, last) => {
    const scale = driven(1200);
    let left = 20;
    const isDone = await scale.rebase(() =>
      (left -= 1) > 0 ? Promise.resolve(placeAt(left, 2)) : last(),
    );
    expect(isDone).toBe(false);
    expect(scale.moments).toBe(115);
    expect(scale.judge(sampleAt(1200), placeAt(1200))!.distance).toBeLessThan(0.01);
  });
});
