import { describe, expect, it } from "vitest";
import { simSiam } from "../../../src/objectives/sim-siam.ts";
import {
  byHandMap,
  cosineByHand,
  embedByHand,
  projectByHand,
  standardizeByHand,
} from "../../support/embedded-by-hand.ts";
import { evaluate } from "../../support/evaluate.ts";
import { tensorOf, type Feeds } from "../../support/feeds.ts";
import { objectiveBench } from "../../support/objective-inputs.ts";

const [seed, batch] = [47, 4];
const options = { hidden: 8, dimension: 8, predictorHidden: 8 };
const bench = objectiveBench(simSiam, { options, batch, map: byHandMap });
const lossOf = (feeds: Feeds): number => evaluate([bench.terms.loss], feeds)[0]!.data[0]!;

describe("sim-siam", () => {
  it.each([true, false])(
    "is 1 plus eq. 2 of the paper, by hand (standardize %s)",
    (standardize) => {
      const { terms } = objectiveBench(simSiam, {
        options: { ...options, standardize },
        batch,
        map: byHandMap,
      });
      const feeds = bench.feeds(seed);
      const previous = embedByHand(feeds, "previousMap");
      const current = embedByHand(feeds, "currentMap");
      const predict = (z: readonly number[]): number[] => projectByHand(feeds, "predictor", z);
      const target = (rows: number[][]) => (standardize ? standardizeByHand(rows) : rows);
      const [previousTarget, currentTarget] = [target(previous), target(current)];
      let byHand = 1;
      for (let i = 0; i < batch; i++) {
        byHand -= cosineByHand(predict(previous[i]!), currentTarget[i]!) / 2 / batch;
        byHand -= cosineByHand(predict(current[i]!), previousTarget[i]!) / 2 / batch;
      }
      expect(evaluate([terms.loss], feeds)[0]!.data[0]).toBeCloseTo(byHand, 9);
      expect(Math.abs(byHand - 1)).toBeGreaterThan(1e-3);
    },
  );

  it("is the same when the two frames swap places", () => {
    const feeds = bench.feeds(seed);
    const swapped = new Map(feeds)
      .set("previousMap", feeds.get("currentMap")!)
      .set("currentMap", feeds.get("previousMap")!);
    expect(lossOf(swapped)).toBeCloseTo(lossOf(feeds), 11);
  });

  it("is its chance level when all embeddings are the same, which is what a collapsed one would be", () => {
    const feeds = bench.feeds(seed);
    for (const map of ["previousMap", "currentMap"]) {
      feeds.set(map, tensorOf([batch, ...byHandMap], 0.7));
    }
    expect(lossOf(feeds)).toBe(1);
  });

  it("is near its chance level for embeddings that have nothing to do with each other", () => {
    const losses = Array.from({ length: 40 }, (_, i) => lossOf(bench.feeds(seed + i)));
    const mean = losses.reduce((a, b) => a + b, 0) / losses.length;
    expect(simSiam.chance(batch)).toBe(1);
    expect(Math.abs(mean - 1), `seed ${seed}`).toBeLessThan(0.15);
  });
});
