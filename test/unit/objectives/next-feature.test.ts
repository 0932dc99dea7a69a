import { describe, expect, it } from "vitest";
import { nextFeature } from "../../../src/objectives/next-feature.ts";
import { sigregStatistic } from "../../../src/objectives/sigreg-statistic.ts";
import { denseLinear, rowsOf } from "../../support/dense.ts";
import { dotByHand, projectByHand } from "../../support/embedded-by-hand.ts";
import { evaluate } from "../../support/evaluate.ts";
import { tensorOf, type Feeds } from "../../support/feeds.ts";
import { objectiveBench } from "../../support/objective-inputs.ts";

const [seed, batch] = [79, 3];
const benchOf = (target: "online" | "averaged") =>
  objectiveBench(nextFeature, {
    options: {
      hidden: 8,
      dimension: 8,
      predictorHidden: 8,
      directions: 8,
      regularity: 0.5,
      target,
    },
    batch,
    map: [1, 2, 6],
    frame: [4, 8],
  });

/** Error and error of no change, one clip at a time; the last three of six channels are motion. */
function byHand(feeds: Feeds, prefix: string): readonly [error: number, copyLast: number] {
  const embed = (cells: readonly number[], scope: string): number[] =>
    projectByHand(feeds, scope, [...cells.slice(3, 6), ...cells.slice(9, 12)]);
  const mapsOf = (name: string): number[][] => rowsOf(feeds.get(name)!.data, 12);
  const seconds = (name: string, i: number): number => feeds.get(name)!.data[i]! / 0.25;
  const frame = feeds.get("nextFrame")!.data;
  let [error, copyLast] = [0, 0];
  for (let i = 0; i < batch; i++) {
    // Two blocks of 4×4 pixels become the two cells of the next frame's map.
    const cells = [0, 1].flatMap((block) => {
      const pixels: number[] = [];
      for (let y = 0; y < 4; y++) {
        for (let x = 0; x < 4; x++) {
          for (let c = 0; c < 3; c++)
            pixels.push(frame[((i * 4 + y) * 8 + 4 * block + x) * 3 + c]!);
        }
      }
      return denseLinear(feeds, `${prefix}encoder`, pixels);
    });
    const next = embed(cells, `${prefix}projector`);
    const last = embed(mapsOf("currentMap")[i]!, "projector");
    const before = embed(mapsOf("previousMap")[i]!, "projector");
    const change = projectByHand(feeds, "predictor", [
      ...before,
      ...last,
      seconds("horizonS", i),
      seconds("gapS", i),
    ]);
    const miss = next.map((v, d) => v - last[d]! - change[d]!);
    const still = next.map((v, d) => v - last[d]!);
    error += dotByHand(miss, miss) / (8 * batch);
    copyLast += dotByHand(still, still) / (8 * batch);
  }
  return [error, copyLast];
}

describe("next-feature", () => {
  it.each([
    ["online", ""],
    ["averaged", "average/"],
  ] as const)("is error and statistic in their weights, by hand (target %s)", (target, prefix) => {
    const { terms, results, batchInputs, feeds } = benchOf(target);
    const given = feeds(seed);
    const [error, copyLast] = byHand(given, prefix);
    // The statistic by hand stands in the test of sigreg.
    const statistics = ["previousEmbedding", "embedding"].map((name) =>
      sigregStatistic(results[name]!, batchInputs.draws["directions"]!),
    );
    const [a, b] = evaluate(statistics, given).map(({ data }) => data[0]!);
    const values = [terms.loss, terms.metrics["error"]!, terms.metrics["copyLast"]!];
    const found = evaluate(values, given).map(({ data }) => data[0]!);
    expect(error).toBeGreaterThan(0.01);
    expect(found[0]).toBeCloseTo(error + (0.5 * (a! + b!)) / 2, 9);
    expect(found[1]).toBeCloseTo(error, 9);
    expect(found[2]).toBeCloseTo(copyLast, 9);
  });

  it("predicts no change where the predictor says nothing", () => {
    const { terms, feeds } = benchOf("online");
    const given = feeds(seed)
      .set("predictor/output/weight", tensorOf([8, 8], 0))
      .set("predictor/output/bias", tensorOf([8], 0));
    const [error, copyLast] = evaluate(
      [terms.metrics["error"]!, terms.metrics["copyLast"]!],
      given,
    ).map(({ data }) => data[0]!);
    expect(error).toBe(copyLast);
  });
});
