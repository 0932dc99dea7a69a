import { describe, expect, it } from "vitest";
import { createRateWindow } from "../../../src/app/rate-window.ts";
import { fakeClock } from "../../support/fake-clock.ts";

const seconds = 5;

function drive(everyMs: number, forMs: number) {
  const clock = fakeClock();
  const rate = createRateWindow(clock, seconds);
  for (let at = 0; at < forMs; at += everyMs) {
    rate.add();
    clock.advance(everyMs);
  }
  return { clock, rate };
}

describe("a rate window", () => {
  it("is 0 while nothing happened", () => {
    expect(createRateWindow(fakeClock(), seconds).perSecond()).toBe(0);
  });

  it.each([100, 50, 10])("gives the rate of one event every %i ms", (everyMs) => {
    const { rate } = drive(everyMs, 20_000);
    expect(rate.perSecond()).toBeCloseTo(1000 / everyMs, 6);
  });

  it("is steady in the middle of a second too", () => {
    const { rate } = drive(100, 20_450);
    expect(rate.perSecond()).toBeCloseTo(10, 0);
  });

  it("forgets what is older than its window, after a pause of any length", () => {
    const { clock, rate } = drive(100, 10_000);
    clock.advance(2500);
    expect(rate.perSecond()).toBeCloseTo(5, 0);
    clock.advance(60_000);
    expect(rate.perSecond()).toBe(0);
    rate.add();
    expect(rate.perSecond()).toBe(1 / seconds);
  });

  it("counts a flood as a number, not as a list", () => {
    const clock = fakeClock();
    const rate = createRateWindow(clock, seconds);
    for (let n = 0; n < 1_000_000; n++) rate.add();
    expect(rate.perSecond()).toBe(1_000_000 / seconds);
  });
});
