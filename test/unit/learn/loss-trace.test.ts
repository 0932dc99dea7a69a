import { describe, expect, it } from "vitest";
import { createLossTrace } from "../../../src/learn/loss-trace.ts";

describe("createLossTrace", () => {
  it("tells the very first value and the mean of the last 20, by name", () => {
    const trace = createLossTrace();
    for (let i = 0; i < 100; i++) trace.add("loss", i);
    trace.add("error", 3);
    expect(trace.summary()).toEqual({
      loss: { first: 0, last: (80 + 99) / 2 },
      error: { first: 3, last: 3 },
    });
  });

  it("gives the last 20 values, oldest first", () => {
    const trace = createLossTrace();
    for (let i = 0; i < 25; i++) trace.add("loss", i);
    expect(trace.recent("loss")).toEqual(Array.from({ length: 20 }, (_, i) => i + 5));
  });

  it("knows nothing of a loss that was never added", () => {
    expect(createLossTrace().recent("loss")).toEqual([]);
    expect(createLossTrace().summary()).toEqual({});
  });
});
