import { describe, expect, it } from "vitest";
import { createBitBudget } from "../../../src/window/bit-budget.ts";
import { fakeClock } from "../../support/fake-clock.ts";

describe("the budget of a viewer", () => {
  it("lets a second's worth through at once, and the rate over any longer time", () => {
    const clock = fakeClock();
    const budget = createBitBudget(clock, 8000);
    let sent = 0;
    for (let ms = 0; ms < 10_000; ms += 10) {
      while (budget.tryTake(100)) sent += 100;
      clock.advance(10);
    }
    expect(sent).toBeGreaterThan(10_000);
    expect(sent).toBeLessThanOrEqual(11_000);
  });

  it("counts what had to be sent as a debt", () => {
    const clock = fakeClock();
    const budget = createBitBudget(clock, 8000);
    budget.take(3000);
    clock.advance(2000);
    expect(budget.tryTake(1)).toBe(false);
    clock.advance(1000);
    expect(budget.tryTake(1000)).toBe(true);
  });

  it("lets a message that is larger than the bucket go once the bucket is full", () => {
    const clock = fakeClock();
    const budget = createBitBudget(clock, 8000);
    expect(budget.tryTake(2500)).toBe(true);
    expect(budget.tryTake(2500)).toBe(false);
    clock.advance(2500);
    expect(budget.tryTake(2500)).toBe(true);
  });
});
