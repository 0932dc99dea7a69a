import { describe, expect, it } from "vitest";
import { createFrameCounter } from "../../../src/app/frame-counter.ts";
import { fakeClock } from "../../support/fake-clock.ts";

const counterOf = (...sequences: readonly (number | undefined)[]) => {
  const counter = createFrameCounter(fakeClock());
  for (const sequence of sequences) counter.received(sequence);
  return counter;
};

describe("a frame counter", () => {
  it("starts at nothing", () => {
    expect(counterOf().counts()).toEqual({
      received: 0,
      used: 0,
      dropped: {},
      missed: 0,
      perSecond: 0,
      notLearned: 0,
      notes: {},
    });
  });

  it("counts what came of the frames, drops by reason", () => {
    const counter = counterOf(0, 1, 2);
    counter.used();
    counter.notLearned();
    counter.dropped("too-old");
    counter.dropped("too-old");
    expect(counter.counts()).toMatchObject({
      received: 3,
      used: 1,
      notLearned: 1,
      dropped: { "too-old": 2 },
      perSecond: 0.6,
    });
  });

  it("adds up what was left out of good frames and leaves out what was not", () => {
    const counter = counterOf(0, 1);
    counter.noted({ "points-non-finite": 3, "points-too-near": 0 });
    counter.noted({ "points-non-finite": 2 });
    expect(counter.counts().notes).toEqual({ "points-non-finite": 5 });
  });

  it.each([
    { sequences: [4, 5, 6], missed: 0 },
    { sequences: [4, 7, 8, 10], missed: 3 },
    { sequences: [undefined, undefined], missed: 0 },
    { sequences: [8, 0, 1, 3], missed: 1 }, // a sender that started again
    { sequences: [8, 8, 9], missed: 0 },
    { sequences: [0, 9_007_199_254_740_991, 1, 2], missed: 0 }, // a lie
  ])("of the running numbers $sequences misses $missed", ({ sequences, missed }) => {
    expect(counterOf(...sequences).counts().missed).toBe(missed);
  });
});
