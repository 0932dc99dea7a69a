import { describe, expect, it } from "vitest";
import { temporalOrder } from "../../../src/objectives/temporal-order.ts";
import { projectByHand } from "../../support/embedded-by-hand.ts";
import { evaluate } from "../../support/evaluate.ts";
import { rowsOf } from "../../support/dense.ts";
import type { Feeds } from "../../support/feeds.ts";
import { objectiveBench } from "../../support/objective-inputs.ts";

const [seed, batch] = [83, 3];
const bench = objectiveBench(temporalOrder, { options: { hidden: 8 }, batch, map: [1, 2, 6] });
const lossOf = (feeds: Feeds): number => evaluate([bench.terms.loss], feeds)[0]!.data[0]!;

describe("temporal-order", () => {
  it("is the cross-entropy of both ways round, by hand", () => {
    const feeds = bench.feeds(seed);
    const motion = (map: string): number[][] =>
      rowsOf(feeds.get(map)!.data, 12).map((cells) => [
        ...cells.slice(3, 6),
        ...cells.slice(9, 12),
      ]);
    const [previous, current] = [motion("previousMap"), motion("currentMap")];
    const logit = (a: number[], b: number[]): number =>
      projectByHand(feeds, "classifier", [...a, ...b])[0]!;
    let byHand = 0;
    for (let i = 0; i < batch; i++) {
      byHand -= Math.log(1 / (1 + Math.exp(-logit(previous[i]!, current[i]!)))) / 2 / batch;
      byHand -= Math.log(1 / (1 + Math.exp(logit(current[i]!, previous[i]!)))) / 2 / batch;
    }
    expect(lossOf(feeds)).toBeCloseTo(byHand, 9);
  });

  it("is at least ln 2, its chance level, while nothing moves", () => {
    const feeds = bench.feeds(seed);
    feeds.set("previousMap", feeds.get("currentMap")!);
    expect(lossOf(feeds)).toBeGreaterThanOrEqual(Math.log(2));
    expect(temporalOrder.chance(batch)).toBe(Math.log(2));
  });
});
