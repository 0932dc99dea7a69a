import { describe, expect, it } from "vitest";
import { temporalGap } from "../../../src/objectives/temporal-gap.ts";
import { crossEntropyByHand, projectByHand } from "../../support/embedded-by-hand.ts";
import { evaluate } from "../../support/evaluate.ts";
import { rowsOf } from "../../support/dense.ts";
import { tensorOf, type Feeds } from "../../support/feeds.ts";
import { objectiveBench } from "../../support/objective-inputs.ts";

const [seed, batch] = [89, 6];
const options = { hidden: 8, classes: 4, minGapMs: 100, maxGapMs: 500 };
const bench = objectiveBench(temporalGap, { options, batch, map: [1, 2, 6] });
const lossOf = (feeds: Feeds): number => evaluate([bench.terms.loss], feeds)[0]!.data[0]!;

describe("temporal-gap", () => {
  it("is the cross-entropy of the class that each gap lies in, by hand", () => {
    // Gaps outside of the range belong to its first and its last class.
    const gaps = [0.05, 0.15, 0.25, 0.35, 0.45, 0.9];
    const own = [0, 0, 1, 2, 3, 3];
    const feeds = bench.feeds(seed).set("gapS", tensorOf([batch], gaps));
    const motion = (map: string): number[][] =>
      rowsOf(feeds.get(map)!.data, 12).map((cells) => [
        ...cells.slice(3, 6),
        ...cells.slice(9, 12),
      ]);
    const [previous, current] = [motion("previousMap"), motion("currentMap")];
    let byHand = 0;
    own.forEach((label, i) => {
      const logits = projectByHand(feeds, "classifier", [...previous[i]!, ...current[i]!]);
      const others = logits.filter((_, k) => k !== label);
      byHand += crossEntropyByHand(logits[label]!, others) / batch;
    });
    expect(byHand).toBeGreaterThan(0.5);
    expect(lossOf(feeds)).toBeCloseTo(byHand, 9);
  });

  it("is ln of the classes, its chance level, where the classifier says nothing", () => {
    const feeds = bench.feeds(seed);
    feeds.set("classifier/output/weight", tensorOf([8, 4], 0));
    feeds.set("classifier/output/bias", tensorOf([4], 0));
    expect(lossOf(feeds)).toBeCloseTo(Math.log(4), 10);
    expect(temporalGap.chance(batch, options)).toBe(Math.log(4));
  });
});
