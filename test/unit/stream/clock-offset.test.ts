import { describe, expect, it } from "vitest";
import { randomFor } from "../../../src/core/random.ts";
import { createClockOffset } from "../../../src/stream/clock-offset.ts";

const stepMs = 2000;
const epochMs = 1_700_000_000_000;
const ns = (ms: number): bigint => BigInt(Math.round(ms * 1000)) * 1000n;

/** Frames every 100 ms whose sensor's clock is `aheadMs` ahead and whose way takes `delayMs`. */
function observed(
  frames: number,
  aheadMs: (i: number) => number,
  delayMs: (i: number) => number = () => 5,
) {
  const offset = createClockOffset({ stepMs });
  for (let i = 0; i < frames; i++) {
    const takenMs = 100 * i;
    offset.observe(ns(epochMs + takenMs + aheadMs(i)), takenMs + delayMs(i));
  }
  return offset;
}

describe("the offset of a sensor's clock", () => {
  it("is unknown before the first frame", () => {
    expect(createClockOffset({ stepMs }).offsetMs()).toBeUndefined();
  });

  it("is found to a millisecond below a network that delays frames by up to 80 ms", () => {
    const random = randomFor(7, "delays");
    const offset = observed(
      100,
      () => -250,
      () => 1 + 80 * random.uniform(),
    );
    expect(offset.offsetMs()! + epochMs).toBeGreaterThan(251);
    expect(offset.offsetMs()! + epochMs).toBeLessThan(255);
    expect(offset.jitterMs()).toBeGreaterThan(20);
    expect(offset.steps()).toBe(0);
  });

  it("follows a clock that drifts by a millisecond a second", () => {
    const offset = observed(600, (i) => -i * 0.1);
    expect(offset.offsetMs()! + epochMs).toBeGreaterThan(65 - 10.1);
    expect(offset.offsetMs()! + epochMs).toBeLessThan(65.1);
    expect(offset.steps()).toBe(0);
  });

  it.each([3_600_000, -3_600_000])("starts over when the clock is set by %d ms", (byMs) => {
    const offset = observed(50, (i) => (i < 30 ? 0 : byMs));
    expect(offset.steps()).toBe(1);
    expect(offset.offsetMs()! + epochMs).toBeCloseTo(5 - byMs, 1);
  });

  it("takes a backlog that comes at once, and a sensor that was away, for no step", () => {
    const offset = createClockOffset({ stepMs });
    for (let i = 0; i < 20; i++) offset.observe(ns(epochMs + 100 * i), 100 * i);
    // Ten frames that waited half a minute, the newest of the way, then live ones again.
    for (let i = 0; i < 10; i++) offset.observe(ns(epochMs + 2000 + 100 * i), 32_000);
    for (let i = 0; i < 10; i++) offset.observe(ns(epochMs + 32_000 + 100 * i), 32_000 + 100 * i);
    for (let i = 0; i < 10; i++) offset.observe(ns(epochMs + 92_000 + 100 * i), 92_000 + 100 * i);
    expect(offset.steps()).toBe(0);
    expect(offset.offsetMs()! + epochMs).toBeCloseTo(0, 1);
  });
});
