import { describe, expect, it } from "vitest";
import { createBackoff } from "../../../src/transport/backoff.ts";

describe("createBackoff", () => {
  const waits = (random: number) => {
    const backoff = createBackoff({ firstMs: 250, maxMs: 5000, random: () => random });
    return Array.from({ length: 7 }, () => backoff.nextMs());
  };

  it("doubles up to the cap", () => {
    expect(waits(1)).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000]);
  });

  it("jitters down to half", () => {
    expect(waits(0)).toEqual([125, 250, 500, 1000, 2000, 2500, 2500]);
  });

  it("starts over after reset", () => {
    const backoff = createBackoff({ firstMs: 250, maxMs: 5000, random: () => 1 });
    for (let i = 0; i < 100; i++) backoff.nextMs();
    backoff.reset();
    expect(backoff.nextMs()).toBe(250);
  });
});
