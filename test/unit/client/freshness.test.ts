import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { watchFreshness } from "../../../src/client/freshness.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("watchFreshness", () => {
  it("tells once when a sensor is heard, stands still, and is heard again", () => {
    const told: string[] = [];
    const freshness = watchFreshness({
      freshMs: 1000,
      now: () => Date.now(),
      onChange: (sensor, isFresh) => told.push(`${sensor} ${isFresh ? "fresh" : "stale"}`),
    });
    freshness.came("camera");
    vi.advanceTimersByTime(900);
    freshness.came("camera");
    vi.advanceTimersByTime(900);
    expect(told).toEqual(["camera fresh"]);
    vi.advanceTimersByTime(2000);
    freshness.came("camera");
    expect(told).toEqual(["camera fresh", "camera stale", "camera fresh"]);
    freshness.close();
    vi.advanceTimersByTime(5000);
    expect(told).toHaveLength(3);
  });
});
