import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { readAhead } from "../../../src/recording/read-ahead.ts";

describe("readAhead", () => {
  it("yields in order whatever finishes first", async () => {
    const delays = [8, 1, 4, 0, 2];
    const read = (ms: number) => setTimeout(ms, ms);
    const seen = [];
    for await (const value of readAhead(delays, 3, read)) seen.push(value);
    expect(seen).toEqual(delays);
  });

  it("never starts more than `depth` items that were not taken", async () => {
    let started = 0;
    let taken = 0;
    const read = () => Promise.resolve(++started);
    for await (const nth of readAhead(Array(20).keys(), 3, read)) {
      expect(nth).toBe(++taken);
      expect(started - taken).toBeLessThan(3);
    }
    expect(taken).toBe(20);
  });

  it("throws a rejection in its place and starts nothing after it", async () => {
    let started = 0;
    const read = (i: number) => {
      started++;
      return i === 2 ? Promise.reject(new Error("two")) : Promise.resolve(i);
    };
    const seen: number[] = [];
    const drain = async () => {
      for await (const value of readAhead(Array(100).keys(), 2, read)) seen.push(value);
    };
    await expect(drain()).rejects.toThrow("two");
    expect(seen).toEqual([0, 1]);
    expect(started).toBeLessThanOrEqual(4);
  });
});
