import { describe, expect, it } from "vitest";
import { createRecentLatency } from "../../../src/app/recent-latency.ts";
import { fakeClock } from "../../support/fake-clock.ts";

describe("the recent latency", () => {
  it("is what four of five frames of the last second kept", () => {
    const clock = fakeClock();
    const recent = createRecentLatency(clock);
    expect(recent.fourthOfFive()).toBeUndefined();
    for (const ms of [10, 400, 12, 11, 13, 500, 14, 10, 15, 11]) {
      clock.advance(90);
      recent.add(ms);
    }
    expect(recent.fourthOfFive()).toBe(15);
    clock.advance(90);
    recent.add(600);
    expect(recent.fourthOfFive()).toBe(400);
    clock.advance(1001);
    expect(recent.fourthOfFive()).toBeUndefined();
  });

  it("keeps the newest at any rate", () => {
    const recent = createRecentLatency(fakeClock());
    for (let n = 0; n < 1000; n++) recent.add(500);
    for (let n = 0; n < 300; n++) recent.add(5);
    expect(recent.fourthOfFive()).toBe(5);
  });
});
