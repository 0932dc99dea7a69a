import { describe, expect, it } from "vitest";
import { barlowTwins } from "../../../src/objectives/barlow-twins.ts";
import { byHandMap, embedByHand, standardizeByHand } from "../../support/embedded-by-hand.ts";
import { evaluate } from "../../support/evaluate.ts";
import { tensorOf, type Feeds } from "../../support/feeds.ts";
import { objectiveBench } from "../../support/objective-inputs.ts";

const [seed, batch, dimension] = [43, 4, 8];
const options = { redundancy: 0.1, hidden: 8, dimension };
const bench = objectiveBench(barlowTwins, { options, batch, map: byHandMap });
const lossOf = (feeds: Feeds): number => evaluate([bench.terms.loss], feeds)[0]!.data[0]!;

/** Eq. 1 and 2 of the paper, one correlation at a time. */
function byHand(feeds: Feeds): number {
  const [first, second] = ["currentMap", "previousMap"].map((map) =>
    standardizeByHand(embedByHand(feeds, map)),
  ) as [number[][], number[][]];
  let loss = 0;
  for (let a = 0; a < dimension; a++) {
    for (let b = 0; b < dimension; b++) {
      const correlation = first.reduce((sum, row, i) => sum + row[a]! * second[i]![b]!, 0) / batch;
      loss += a === b ? (1 - correlation) ** 2 : 0.1 * correlation ** 2;
    }
  }
  return loss;
}

describe("barlow-twins", () => {
  it("is the cross-correlation's distance from the identity, by hand", () => {
    const feeds = bench.feeds(seed);
    expect(byHand(feeds)).toBeGreaterThan(0.1);
    expect(lossOf(feeds)).toBeCloseTo(byHand(feeds), 9);
  });

  it("is the same when the two frames swap places", () => {
    const feeds = bench.feeds(seed);
    const swapped = new Map(feeds)
      .set("previousMap", feeds.get("currentMap")!)
      .set("currentMap", feeds.get("previousMap")!);
    expect(lossOf(swapped)).toBeCloseTo(lossOf(feeds), 11);
  });

  it("does not hang on the scale of the embeddings", () => {
    const feeds = bench.feeds(seed);
    const { shape, data } = feeds.get("projector/output/weight")!;
    const larger = new Map(feeds).set("projector/output/weight", {
      shape,
      data: data.map((w) => 100 * w),
    });
    const largest = new Map(feeds).set("projector/output/weight", {
      shape,
      data: data.map((w) => 1000 * w),
    });
    // What is left of a difference is the 10⁻⁵ that keeps the division finite.
    expect(lossOf(largest)).toBeCloseTo(lossOf(larger), 6);
  });

  it("is D, its chance level, when all embeddings are the same", () => {
    const feeds = bench.feeds(seed);
    for (const map of ["previousMap", "currentMap"]) {
      feeds.set(map, tensorOf([batch, ...byHandMap], 0.7));
    }
    expect(lossOf(feeds)).toBeCloseTo(dimension, 10);
    expect(barlowTwins.chance(batch, options)).toBe(dimension);
  });

  it("refuses a batch of one clip", () => {
    expect(() => objectiveBench(barlowTwins, { options, batch: 1 })).toThrow(/SHAPE_MISMATCH/);
  });
});
