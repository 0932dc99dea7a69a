import { describe, expect, it } from "vitest";
import { createStreamWatch } from "../../../src/app/stream-watch.ts";
import { fakeClock } from "../../support/fake-clock.ts";

function watched(expectedHz = 10) {
  const clock = fakeClock();
  const watch = createStreamWatch(clock, expectedHz);
  /** `count` frames every `periodMs`, of a sensor whose clock is `aheadMs` ahead. */
  const frames = (count: number, periodMs: number, aheadMs = 0): void => {
    for (let i = 0; i < count; i++) {
      clock.advance(periodMs);
      watch.arrived(clock.monotonicMs());
      watch.stamped(clock.wallNs() + BigInt(aheadMs) * 1_000_000n, clock.monotonicMs());
    }
  };
  return { clock, frames, watch, state: () => watch.status().state, status: () => watch.status() };
}

describe("the watchdog of a stream", () => {
  it("says silent before the first frame, and nothing of what it cannot know", () => {
    expect(watched().status()).toEqual({
      state: "silent",
      expectedHz: 10,
      rateHz: undefined,
      newestAgeMs: undefined,
    });
  });

  it("says ok at the expected rate, with rate and clock", () => {
    const { frames, status } = watched();
    frames(40, 100, -30);
    expect(status()).toMatchObject({
      state: "ok",
      newestAgeMs: 0,
      clock: { jitterMs: 0, steps: 0 },
    });
    expect(status().rateHz).toBeCloseTo(10);
    expect(status().clock!.offsetMs).toBeCloseTo(30);
  });

  it("says late below 0.7 × the expected rate, and ok again soon after", () => {
    const { frames, state } = watched();
    frames(40, 100);
    frames(32, 150);
    expect(state()).toBe("late");
    frames(32, 100);
    expect(state()).toBe("ok");
  });

  it("says late after 2.5 periods without a frame, silent after 5 and a second", () => {
    const { clock, frames, state } = watched();
    frames(40, 100);
    clock.advance(240);
    expect(state()).toBe("ok");
    clock.advance(20);
    expect(state()).toBe("late");
    clock.advance(730);
    expect(state()).toBe("late");
    clock.advance(20);
    expect(state()).toBe("silent");
    frames(1, 0);
    expect(state()).not.toBe("silent");
  });

  it("says how the stream was when it was left, however long the rest of the process takes", () => {
    const { clock, frames, status, watch } = watched();
    frames(40, 100);
    watch.ended();
    clock.advance(60_000);
    expect(status()).toMatchObject({ state: "ok", newestAgeMs: 0 });
  });

  it("does not call a slow sensor silent between two frames", () => {
    const { clock, frames, state } = watched(0.5);
    frames(3, 2000);
    clock.advance(4900);
    expect(state()).toBe("ok");
    clock.advance(5200);
    expect(state()).toBe("silent");
  });

  it.each([3_600_000, -3_600_000])("goes on when the clock is set by %d ms", (byMs) => {
    const { frames, status } = watched();
    frames(40, 100);
    frames(40, 100, byMs);
    expect(status()).toMatchObject({ state: "ok", clock: { steps: 1 } });
    expect(status().rateHz).toBeCloseTo(10);
    expect(status().clock!.offsetMs).toBeCloseTo(-byMs);
  });
});
