import { describe, expect, it } from "vitest";
import { vicreg } from "../../../src/objectives/vicreg.ts";
import { byHandMap, embedByHand, momentsByHand } from "../../support/embedded-by-hand.ts";
import { evaluate } from "../../support/evaluate.ts";
import { tensorOf, type Feeds } from "../../support/feeds.ts";
import { objectiveBench } from "../../support/objective-inputs.ts";

const [seed, batch, dimension] = [41, 4, 8];
const options = { invariance: 20, variance: 15, covariance: 2, hidden: 8, dimension };
const bench = objectiveBench(vicreg, { options, batch, map: byHandMap });
const { loss, metrics } = bench.terms;
const found = (feeds: Feeds): number[] =>
  evaluate([loss, ...Object.values(metrics)], feeds).map(({ data }) => data[0]!);

/** Eq. 1 to 6 of the paper, one element at a time. */
function byHand(feeds: Feeds): number[] {
  const pair = [embedByHand(feeds, "previousMap"), embedByHand(feeds, "currentMap")] as const;
  let invariance = 0;
  for (let i = 0; i < batch; i++) {
    for (let d = 0; d < dimension; d++) invariance += (pair[0][i]![d]! - pair[1][i]![d]!) ** 2;
  }
  invariance /= batch * dimension;
  let [variance, covariance] = [0, 0];
  for (const rows of pair) {
    const moments = momentsByHand(rows, 1);
    for (let a = 0; a < dimension; a++) {
      variance += Math.max(0, 1 - Math.sqrt(moments[a]!.variance + 1e-4)) / dimension / 2;
      for (let b = 0; b < dimension; b++) {
        if (a === b) continue;
        let sum = 0;
        for (const row of rows) sum += (row[a]! - moments[a]!.mean) * (row[b]! - moments[b]!.mean);
        covariance += (sum / (batch - 1)) ** 2 / dimension;
      }
    }
  }
  return [20 * invariance + 15 * variance + 2 * covariance, invariance, variance, covariance];
}

describe("vicreg", () => {
  it("is invariance, variance and covariance in their weights, by hand", () => {
    const feeds = bench.feeds(seed);
    byHand(feeds).forEach((value, i) => {
      expect(value).toBeGreaterThan(0.01);
      expect(found(feeds)[i]).toBeCloseTo(value, 9);
    });
  });

  it("is the same when the two frames swap places", () => {
    const feeds = bench.feeds(seed);
    const swapped = new Map(feeds)
      .set("previousMap", feeds.get("currentMap")!)
      .set("currentMap", feeds.get("previousMap")!);
    expect(found(swapped)[0]).toBeCloseTo(found(feeds)[0]!, 11);
  });

  it("is its chance level when all embeddings are the same", () => {
    const feeds = bench.feeds(seed);
    for (const map of ["previousMap", "currentMap"]) {
      feeds.set(map, tensorOf([batch, ...byHandMap], 0.7));
    }
    expect(found(feeds)).toEqual([expect.closeTo(15 * 0.99, 10), 0, expect.closeTo(0.99, 10), 0]);
    expect(vicreg.chance(batch, options)).toBeCloseTo(15 * 0.99, 10);
  });

  it("refuses a batch of one clip, which has no variance", () => {
    expect(() => objectiveBench(vicreg, { options, batch: 1 })).toThrow(/SHAPE_MISMATCH/);
  });
});
