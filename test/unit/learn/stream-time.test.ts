import { describe, expect, it } from "vitest";
import { createStreamTime } from "../../../src/learn/stream-time.ts";

const ns = (seconds: number): bigint => BigInt(Math.round(seconds * 1e9));
function measured(...seconds: readonly number[]) {
  const time = createStreamTime();
  time.take();
  for (const stamp of seconds) time.add(ns(stamp));
  return time;
}

describe("stream time", () => {
  it("is what the frames cover since it was last taken", () => {
    const time = measured(5, 5.5, 6);
    expect(time.take()).toBeCloseTo(1, 12);
    time.add(ns(6.25));
    expect(time.take()).toBeCloseTo(0.25, 12);
    expect(time.take()).toBe(0);
  });

  it("is 0 the first time, whatever came before", () => {
    const time = createStreamTime();
    time.add(0n);
    time.add(ns(3));
    expect(time.take()).toBe(0);
  });

  it("leaves out pauses in which the sensor was off, and steps back", () => {
    expect(measured(0, 1, 3600, 3601).take()).toBeCloseTo(2, 12);
    expect(measured(100, 101, 0, 1).take()).toBeCloseTo(2, 12);
  });
});
