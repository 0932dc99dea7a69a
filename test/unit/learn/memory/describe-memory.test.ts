import { expect, it } from "vitest";
import { describeMemory } from "../../../../src/learn/memory/describe-memory.ts";
import type { Segment } from "../../../../src/learn/memory/segment.ts";
import { cameraSample } from "../../../support/samples.ts";

const stretch = (ms: number, value: number, uses = 0): Segment => ({
  samples: [0, 100, 200].map((at) => cameraSample({ ms: ms + at, pixel: () => value })),
  bytes: 36,
  uses,
});

it("says how much, how old and how often used", () => {
  const described = describeMemory([stretch(0, 0, 6), stretch(60_000, 255), stretch(100_000, 51)]);
  expect(described).toMatchObject({ frames: 9, stretches: 3, bytes: 108 });
  expect(described!.ageS).toEqual({ youngest: 0, median: 40.1, oldest: 100.2 });
  expect(described!.usesPerFrame.mean).toBeCloseTo(6 / 9, 9);
  expect(described!.usesPerFrame.most).toBe(2);
});

it("says how redundant: pictures that are there twice", () => {
  const all = describeMemory([stretch(0, 0), stretch(10_000, 255), stretch(20_000, 255)])!;
  // The first's like is the opposite, 0; the other two are each other's.
  expect(all.redundancy).toBeCloseTo(2 / 3, 9);
  expect(all.nearCopies).toBeCloseTo(2 / 3, 9);
});

it("does not say what one stretch alone cannot tell", () => {
  expect(describeMemory([stretch(0, 9)])!.redundancy).toBeUndefined();
  expect(describeMemory([])).toBeUndefined();
});

it("looks at a few of very many stretches", () => {
  const many = Array.from({ length: 1000 }, (_, i) => stretch(i * 1000, i % 250));
  expect(describeMemory(many)!.stretches).toBe(1000);
});
