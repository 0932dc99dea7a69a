import { describe, expect, it } from "vitest";
import { randomFor } from "../../../src/core/random.ts";
import { input } from "../../../src/graph/leaves.ts";
import { sigreg } from "../../../src/objectives/sigreg.ts";
import { collapsedStatistic, sigregStatistic } from "../../../src/objectives/sigreg-statistic.ts";
import {
  byHandMap,
  dotByHand,
  embedByHand,
  momentsByHand,
} from "../../support/embedded-by-hand.ts";
import { evaluate } from "../../support/evaluate.ts";
import { normalTensor, tensorOf } from "../../support/feeds.ts";
import { objectiveBench } from "../../support/objective-inputs.ts";

const [seed, batch] = [61, 4];

/** The statistic as the definition has it: one direction, one knot, one embedding at a time. */
function statisticByHand(rows: readonly number[][], directions: readonly number[][]): number {
  let total = 0;
  for (const direction of directions) {
    const length = Math.sqrt(dotByHand(direction, direction));
    for (let k = 0; k < 17; k++) {
      const t = (3 * k) / 16;
      const gaussian = Math.exp((-t * t) / 2);
      let [real, imaginary] = [0, 0];
      for (const row of rows) {
        const angle = (t * dotByHand(row, direction)) / length;
        real += Math.cos(angle) / rows.length;
        imaginary += Math.sin(angle) / rows.length;
      }
      const width = k === 0 || k === 16 ? 3 / 16 : 6 / 16;
      total += width * gaussian * ((real - gaussian) ** 2 + imaginary ** 2);
    }
  }
  return (rows.length * total) / directions.length;
}

describe("sigreg", () => {
  const options = { regularity: 0.5, hinge: 2, directions: 9, hidden: 8, dimension: 8 };
  const bench = objectiveBench(sigreg, { options, batch, map: byHandMap });

  it("is invariance, statistic and hinge in their weights, by hand", () => {
    const feeds = bench.feeds(seed);
    const pair = [embedByHand(feeds, "previousMap"), embedByHand(feeds, "currentMap")] as const;
    const { data } = feeds.get("directions")!;
    const directions = Array.from({ length: 9 }, (_, a) =>
      Array.from({ length: 8 }, (_, d) => data[9 * d + a]!),
    );
    let byHand = 0;
    pair[0].forEach((row, i) => {
      row.forEach((v, d) => {
        byHand += (v - pair[1][i]![d]!) ** 2 / (8 * batch);
      });
    });
    for (const rows of pair) {
      byHand += (0.5 * statisticByHand(rows, directions)) / 2;
      for (const { variance } of momentsByHand(rows, 1)) {
        byHand += Math.max(0, 1 - Math.sqrt(variance + 1e-4)) / 8;
      }
    }
    expect(byHand).toBeGreaterThan(0.1);
    expect(evaluate([bench.terms.loss], feeds)[0]!.data[0]).toBeCloseTo(byHand, 9);
  });

  it("is its chance level when everything has collapsed to 0", () => {
    const feeds = bench.feeds(seed);
    feeds.set("projector/output/weight", tensorOf([8, 8], 0));
    feeds.set("projector/output/bias", tensorOf([8], 0));
    const loss = evaluate([bench.terms.loss], feeds)[0]!.data[0]!;
    expect(loss).toBeCloseTo(sigreg.chance(batch, options)!, 9);
  });
});

describe("sigregStatistic", () => {
  const statisticOf = (rows: number, dimension: number, scale: number, by: number): number => {
    const embedding = input("z", "float32", [rows, dimension]);
    const directions = input("a", "float32", [dimension, 64]);
    const z = normalTensor([rows, dimension], randomFor(by, "z"));
    const feeds = new Map([
      ["z", { shape: z.shape, data: z.data.map((v) => scale * v) }],
      ["a", normalTensor([dimension, 64], randomFor(by, "a"))],
    ]);
    return evaluate([sigregStatistic(embedding, directions)], feeds)[0]!.data[0]!;
  };
  const meanOf = (rows: number, scale: number): number =>
    Array.from({ length: 12 }, (_, i) => statisticOf(rows, 16, scale, seed + i)).reduce(
      (sum, value) => sum + value / 12,
      0,
    );

  it.each([16, 64])("has its null value, about 1.06, for %i normal embeddings", (rows) => {
    expect(Math.abs(meanOf(rows, 1) - 1.06), `seed ${seed}`).toBeLessThan(0.1);
  });

  it("is larger for embeddings that are too narrow or too wide", () => {
    expect(meanOf(32, 0.3)).toBeGreaterThan(2);
    expect(meanOf(32, 3)).toBeGreaterThan(2);
  });

  it("is 0.40 for each embedding when all are 0", () => {
    expect(statisticOf(32, 4, 0, seed)).toBeCloseTo(collapsedStatistic(32), 10);
    expect(collapsedStatistic(32) / 32).toBeCloseTo(0.402, 3);
  });
});
