import { describe, expect, it } from "vitest";
import { moco } from "../../../src/objectives/moco.ts";
import {
  byHandMap,
  cosineByHand,
  crossEntropyByHand,
  dotByHand,
  embedByHand,
} from "../../support/embedded-by-hand.ts";
import { rowsOf } from "../../support/dense.ts";
import { evaluate } from "../../support/evaluate.ts";
import { tensorOf, type Feeds } from "../../support/feeds.ts";
import { objectiveBench } from "../../support/objective-inputs.ts";

const [seed, batch, queue] = [59, 3, 5];
const options = { hidden: 8, dimension: 8, queue, temperature: 0.5, maskWithinMs: 1000 };
const bench = objectiveBench(moco, { options, batch, map: byHandMap });
const lossOf = (feeds: Feeds): number => evaluate([bench.terms.loss], feeds)[0]!.data[0]!;

/** Clips at 100, 200 and 300 s; the queue's second and last key were taken beside the first two. */
function timedFeeds(): Feeds {
  return bench
    .feeds(seed)
    .set("stampS", tensorOf([batch], [100, 200, 300]))
    .set("gapS", tensorOf([batch], [0.1, 0.2, 0.3]))
    .set("state/stampS", tensorOf([queue], [50, 100.9, -1e6, 201.1, 199.2]));
}
const isMasked = (clip: number, key: number): boolean =>
  (clip === 0 && key === 1) || (clip === 1 && key === 4);

describe("moco", () => {
  it("is the cross-entropy of finding the averaged encoder's key in the queue, by hand", () => {
    const feeds = timedFeeds();
    const queries = embedByHand(feeds, "currentMap");
    const own = embedByHand(feeds, "averaged-previousMap", "average/projector");
    const kept = rowsOf(feeds.get("state/keys")!.data, 8);
    let byHand = 0;
    queries.forEach((query, i) => {
      const others = kept.flatMap((key, k) =>
        isMasked(i, k) ? [] : [cosineByHand(query, key) / 0.5],
      );
      byHand += crossEntropyByHand(cosineByHand(query, own[i]!) / 0.5, others) / batch;
    });
    expect(byHand).toBeGreaterThan(0.5);
    expect(lossOf(feeds)).toBeCloseTo(byHand, 9);
  });

  it("puts the batch's unit keys and their stamps in front of the queue, and drops the oldest", () => {
    const feeds = timedFeeds();
    const { keys, stampS } = bench.terms.nextState!;
    const [found, stamps] = evaluate([keys!, stampS!], feeds);
    const rows = rowsOf(found!.data, 8);
    embedByHand(feeds, "averaged-previousMap", "average/projector").forEach((key, i) => {
      expect(dotByHand(rows[i]!, rows[i]!)).toBeCloseTo(1, 12);
      expect(cosineByHand(rows[i]!, key)).toBeCloseTo(1, 12);
    });
    expect(rows.slice(batch)).toEqual(rowsOf(feeds.get("state/keys")!.data, 8).slice(0, 2));
    expect([...stamps!.data]).toEqual([99.9, 199.8, 299.7, 50, 100.9]);
  });

  it("is ln(K + 1), its chance level, when every key fits as well", () => {
    const feeds = timedFeeds().set("state/stampS", tensorOf([queue], -1e6));
    feeds.set("projector/output/weight", tensorOf([8, 8], 0));
    feeds.set("projector/output/bias", tensorOf([8], 0));
    expect(lossOf(feeds)).toBeCloseTo(Math.log(queue + 1), 9);
    expect(moco.chance(batch, options)).toBe(Math.log(queue + 1));
  });

  it("refuses a queue that does not hold a batch", () => {
    expect(() => objectiveBench(moco, { options, batch: 6, map: byHandMap })).toThrow(
      /at least the batch 6 for moco.queue, received 5.*OPTION_INVALID/,
    );
  });
});
