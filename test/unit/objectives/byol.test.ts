import { describe, expect, it } from "vitest";
import { backward } from "../../../src/autodiff/backward.ts";
import { byol } from "../../../src/objectives/byol.ts";
import {
  byHandMap,
  cosineByHand,
  embedByHand,
  projectByHand,
  standardizeByHand,
} from "../../support/embedded-by-hand.ts";
import { evaluate } from "../../support/evaluate.ts";
import { objectiveBench } from "../../support/objective-inputs.ts";

const [seed, batch] = [53, 4];
const options = { hidden: 8, dimension: 8, predictorHidden: 8 };
const bench = objectiveBench(byol, { options, batch, map: byHandMap });

describe("byol", () => {
  it("is eq. 2 of the paper in both directions, the targets by the averaged weights, by hand", () => {
    const feeds = bench.feeds(seed);
    const online = ["previousMap", "currentMap"].map((map) =>
      embedByHand(feeds, map).map((z) => projectByHand(feeds, "predictor", z)),
    );
    const target = ["averaged-previousMap", "averaged-currentMap"].map((map) =>
      standardizeByHand(embedByHand(feeds, map, "average/projector")),
    );
    let byHand = 0;
    for (let i = 0; i < batch; i++) {
      byHand += (2 - 2 * cosineByHand(online[0]![i]!, target[1]![i]!)) / batch;
      byHand += (2 - 2 * cosineByHand(online[1]![i]!, target[0]![i]!)) / batch;
    }
    expect(byHand).toBeGreaterThan(0.1);
    expect(evaluate([bench.terms.loss], feeds)[0]!.data[0]).toBeCloseTo(byHand, 9);
    expect(byol.chance(batch)).toBe(4);
  });

  it("teaches the teacher nothing", () => {
    const averages = bench.leaves.filter(
      ({ node }) => node.kind === "input" && node.name.startsWith("average"),
    );
    expect(averages).toHaveLength(8);
    const gradients = evaluate(backward(bench.terms.loss, averages), bench.feeds(seed));
    expect(gradients.flatMap(({ data }) => [...data]).every((value) => value === 0)).toBe(true);
  });
});
