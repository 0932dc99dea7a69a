import { describe, expect, it } from "vitest";
import { randomFor } from "../../../../src/core/random.ts";
import { evictionPolicies } from "../../../../src/learn/memory/eviction/index.ts";
import {
  createReplayMemory,
  type ReplayMemory,
} from "../../../../src/learn/memory/replay-memory.ts";
import { cameraSample, lidarSample, msOf, times } from "../../../support/samples.ts";

const frameBytes = 12;
const options = {
  budgetBytes: 1000 * frameBytes,
  segmentS: 2,
  maxGapS: 1,
  stationaryBelow: 0.01,
  eviction: evictionPolicies.get("random"),
  recentShare: 0,
  maxUses: Infinity,
  seed: 61,
};
/** A picture that is another one at every time. */
const moving = (ms: number) =>
  cameraSample({ ms, pixel: (row, column, c) => (ms / 7 + 31 * row + 67 * column + 97 * c) % 256 });
const still = (ms: number, value = 100) => cameraSample({ ms, pixel: () => value });

function filled(stamps: readonly number[], change: Partial<typeof options> = {}): ReplayMemory {
  const memory = createReplayMemory({ ...options, ...change });
  for (const ms of stamps) memory.add(moving(ms));
  return memory;
}
const layout = (memory: ReplayMemory) => memory.segments().map(({ samples }) => samples.map(msOf));

describe("stretches", () => {
  it("close when they are long enough, and the next frame opens another", () => {
    const memory = filled(times(50, 100));
    expect(layout(memory).map((s) => [s[0], s.length])).toEqual([
      [0, 21],
      [2100, 21],
      [4200, 8],
    ]);
  });

  it("close at a pause, so that no clip spans it", () => {
    expect(layout(filled([0, 100, 200, 1201, 1300]))).toEqual([
      [0, 100, 200],
      [1201, 1300],
    ]);
    expect(layout(filled([0, 100, 200, 1200]))).toHaveLength(1);
  });

  it("of a sensor slower than the longest pause close only at its own pauses", () => {
    const slow = [0, 2500, 5000, 7500, 10_000, 12_500, 30_000];
    expect(layout(filled(slow))).toEqual([[0], [2500, 5000, 7500, 10_000, 12_500], [30_000]]);
  });

  it.each([
    ["back", 50],
    ["not at all", 200],
  ])("close when the stamps step %s, as a looped recording's do", (_, after) => {
    const memory = filled([0, 100, 200, after, after + 100]);
    expect(layout(memory)).toEqual([
      [0, 100, 200],
      [after, after + 100],
    ]);
  });

  it("of a slow sensor hold at least 8 frames, so that there are gaps to draw from", () => {
    expect(layout(filled(times(20, 900)))[0]).toHaveLength(8);
  });
});

describe("the budget", () => {
  it("is never exceeded over ten thousand frames of uneven pace", () => {
    const memory = createReplayMemory({ ...options, budgetBytes: 500 * frameBytes });
    const random = randomFor(62, "pace");
    let ms = 0;
    for (let i = 0; i < 10_000; i++) {
      ms += random.uniform() < 0.01 ? 3000 : 20 + 200 * random.uniform();
      memory.add(moving(ms));
      const { bytes, budgetBytes } = memory.stats();
      if (bytes > budgetBytes) expect.fail(`${bytes} of ${budgetBytes} bytes, frame ${i}`);
    }
    const held = memory.segments().flatMap((s) => s.samples);
    const { bytes, frames, segments, released, spanS } = memory.stats();
    expect(bytes).toBe(held.length * frameBytes);
    expect(memory.segments().reduce((sum, s) => sum + s.bytes, 0)).toBe(bytes);
    expect([frames, segments]).toEqual([held.length, memory.segments().length]);
    expect(frames).toBeGreaterThan(400);
    expect(frames + (released["evicted"] ?? 0)).toBe(10_000);
    expect(spanS).toBeCloseTo((ms - msOf(held[0]!)) / 1000, 3);
  });

  it("is kept by letting stretches go at random, never the newest", () => {
    const memory = createReplayMemory({ ...options, budgetBytes: 200 * frameBytes });
    for (const ms of times(3000, 100)) {
      memory.add(moving(ms));
      expect(msOf(memory.segments().at(-1)!.samples.at(-1)!)).toBe(ms);
    }
    const starts = layout(memory).map((s) => s[0]!);
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    // Not first in, first out: something older than the last 200 frames is still there.
    expect(starts[0]).toBeLessThan(300_000 - 2 * 20_000);
  });

  it("lets a stretch's own start go when it alone is too large", () => {
    const memory = filled(times(15, 100), { budgetBytes: 10 * frameBytes });
    expect(layout(memory)).toEqual([times(10, 100, 500)]);
    expect(memory.stats().released).toEqual({ evicted: 5 });
  });

  it("holds the newest frame even when that alone is over it", () => {
    const memory = filled([0, 100], { budgetBytes: 5 });
    expect(layout(memory)).toEqual([[100]]);
  });

  it("counts lidar samples by their bytes", () => {
    const memory = createReplayMemory(options);
    memory.add(lidarSample({ ms: 0 }));
    expect(memory.stats().bytes).toBe(2 * 2 * 2 * 2);
  });
});

describe("standing still", () => {
  it("is refused stretch by stretch, but for the first and the one that grows", () => {
    const memory = createReplayMemory(options);
    for (const ms of times(200, 100)) memory.add(still(ms));
    expect(layout(memory).map((s) => s[0])).toEqual([0, 18_900]);
    expect(memory.stats().released).toEqual({ stationary: 8 * 21 });
  });

  it("is kept when it shows another place than the stretch before", () => {
    const memory = createReplayMemory(options);
    for (const ms of times(84, 100)) memory.add(still(ms, ms < 4200 ? 100 : 180));
    expect(layout(memory).map((s) => s[0])).toEqual([0, 4200, 6300]);
  });

  it("does not hide movement that comes after it", () => {
    const memory = createReplayMemory(options);
    for (const ms of times(63, 100)) memory.add(still(ms));
    for (const ms of times(42, 100, 6300)) memory.add(moving(ms));
    expect(layout(memory).map((s) => s[0])).toEqual([0, 6300, 8400]);
  });
});

it("holds the same frames for the same stream and seed, and others for another seed", () => {
  const small = { budgetBytes: 150 * frameBytes };
  const once = layout(filled(times(2000, 100), small));
  expect(layout(filled(times(2000, 100), small))).toEqual(once);
  expect(layout(filled(times(2000, 100), { ...small, seed: 99 }))).not.toEqual(once);
});

it("starts empty", () => {
  const memory = createReplayMemory(options);
  expect(memory.segments()).toEqual([]);
  expect(memory.stats()).toEqual({
    frames: 0,
    segments: 0,
    bytes: 0,
    budgetBytes: options.budgetBytes,
    spanS: 0,
    released: {},
  });
});

describe("two tiers", () => {
  it("keep the newest stretches whatever the policy would let go", () => {
    const memory = filled(times(3000, 100), {
      budgetBytes: 210 * frameBytes,
      recentShare: 0.5,
      eviction: evictionPolicies.get("reservoir"),
    });
    const starts = layout(memory).map((s) => s[0]!);
    const newest = starts.slice(-5);
    // Stretches of 21 frames one after the other: none of the last five was let go.
    expect(newest.map((start) => (start - newest[0]!) / 2100)).toEqual([0, 1, 2, 3, 4]);
    expect(starts[0]).toBeLessThan(newest[0]! - 2100);
  });
});

describe("a cap on uses", () => {
  it("takes a stretch out of what is drawn from, not out of the memory", () => {
    const memory = filled(times(42, 100), { maxUses: 2 });
    const [first] = memory.segments();
    for (let i = 0; i < 2 * 21; i++) {
      expect(memory.drawable()).toHaveLength(2);
      memory.noteUse(first!.samples[i % 21]!);
    }
    expect(memory.drawable()).toEqual([memory.segments()[1]]);
    expect(memory.segments()).toHaveLength(2);
  });
});

describe("a restored memory", () => {
  it("holds what the other held, with its uses and features", () => {
    const before = filled(times(63, 100));
    const middle = before.segments()[1]!.samples[4]!;
    before.noteUse(middle);
    before.noteFeature(middle, Float32Array.of(3, 4));
    const after = createReplayMemory(options);
    after.restore(before.segments());
    expect(after.segments()).toEqual(before.segments());
    expect(after.segments()[1]).toMatchObject({ uses: 1, feature: Float32Array.of(0.6, 0.8) });
    expect(after.segments()[0]!.samples[0]!.pixels).not.toBe(
      before.segments()[0]!.samples[0]!.pixels,
    );
    after.add(moving(60_000));
    expect(after.segments().map((s) => s.ordinal)).toEqual([0, 1, 2, 3]);
  });

  it("of a smaller budget lets go what does not fit", () => {
    const after = createReplayMemory({ ...options, budgetBytes: 30 * frameBytes });
    after.restore(filled(times(63, 100)).segments());
    expect(after.stats().frames).toBeLessThanOrEqual(30);
    expect(msOf(after.segments().at(-1)!.samples.at(-1)!)).toBe(6200);
  });
});
