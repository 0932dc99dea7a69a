import { describe, expect, it } from "vitest";
import { randomFor } from "../../../src/core/random.ts";
import { input } from "../../../src/graph/leaves.ts";
import { sinkhorn } from "../../../src/objectives/sinkhorn.ts";
import { swav } from "../../../src/objectives/swav.ts";
import { byHandMap, cosineByHand, dotByHand, embedByHand } from "../../support/embedded-by-hand.ts";
import { rowsOf } from "../../support/dense.ts";
import { evaluate } from "../../support/evaluate.ts";
import { normalTensor, tensorOf, type Feeds } from "../../support/feeds.ts";
import { objectiveBench } from "../../support/objective-inputs.ts";

const [seed, batch, prototypes, queue] = [73, 3, 4, 5];
const options = { hidden: 8, dimension: 8, prototypes, queue, epsilon: 0.3, temperature: 0.5 };
const bench = objectiveBench(swav, { options, batch, map: byHandMap });
const lossOf = (feeds: Feeds): number => evaluate([bench.terms.loss], feeds)[0]!.data[0]!;

/** Three rounds of dividing columns and rows by their sums. */
function codesByHand(scores: readonly number[][]): number[][] {
  const shares = scores.map((row) => row.map((score) => Math.exp(score / 0.3)));
  for (let round = 0; round < 3; round++) {
    for (let k = 0; k < prototypes; k++) {
      const sum = shares.reduce((total, row) => total + row[k]!, 0);
      for (const row of shares) row[k]! /= sum;
    }
    for (const row of shares) {
      const sum = row.reduce((a, b) => a + b, 0);
      row.forEach((_, k) => (row[k]! /= sum));
    }
  }
  return shares;
}

function byHand(feeds: Feeds): number {
  const weight = rowsOf(feeds.get("prototypes/weight")!.data, prototypes);
  const scoresOf = (rows: readonly number[][]): number[][] =>
    rows.map((z) =>
      Array.from({ length: prototypes }, (_, k) =>
        cosineByHand(
          z,
          weight.map((row) => row[k]!),
        ),
      ),
    );
  const kept = scoresOf(rowsOf(feeds.get("state/kept")!.data, 8));
  const [current, previous] = ["currentMap", "previousMap"].map((map) =>
    scoresOf(embedByHand(feeds, map)),
  ) as [number[][], number[][]];
  const oneWay = (from: number[][], to: number[][]): number => {
    const codes = codesByHand([...to, ...kept]);
    let loss = 0;
    from.forEach((scores, i) => {
      const sum = scores.reduce((total, score) => total + Math.exp(score / 0.5), 0);
      scores.forEach((score, k) => (loss -= codes[i]![k]! * (score / 0.5 - Math.log(sum))));
    });
    return loss / batch;
  };
  return (oneWay(previous, current) + oneWay(current, previous)) / 2;
}

describe("swav", () => {
  it("is the swapped cross-entropy with balanced codes, by hand", () => {
    const feeds = bench.feeds(seed);
    expect(byHand(feeds)).toBeGreaterThan(0.1);
    expect(lossOf(feeds)).toBeCloseTo(byHand(feeds), 9);
  });

  it("is ln K, its chance level, when every prototype fits as well", () => {
    const feeds = bench.feeds(seed);
    feeds.set("projector/output/weight", tensorOf([8, 8], 0));
    feeds.set("projector/output/bias", tensorOf([8], 0));
    expect(lossOf(feeds)).toBeCloseTo(Math.log(prototypes), 9);
    expect(swav.chance(batch, options)).toBe(Math.log(prototypes));
  });

  it("puts the batch's unit embeddings in front of the queue", () => {
    const feeds = bench.feeds(seed);
    const [next] = evaluate([bench.terms.nextState!["kept"]!], feeds);
    const rows = rowsOf(next!.data, 8);
    embedByHand(feeds, "currentMap").forEach((z, i) => {
      expect(dotByHand(rows[i]!, rows[i]!)).toBeCloseTo(1, 12);
      expect(cosineByHand(rows[i]!, z)).toBeCloseTo(1, 12);
    });
    expect(rows.slice(batch)).toEqual(rowsOf(feeds.get("state/kept")!.data, 8).slice(0, 2));
  });
});

describe("sinkhorn", () => {
  it("shares out evenly, however lopsided the scores are", () => {
    const scores = input("scores", "float32", [32, 4]);
    const draw = normalTensor([32, 4], randomFor(seed, "scores"));
    draw.data.forEach((v, i) => (draw.data[i] = 0.2 * v + (i % 4 === 0 ? 1 : 0)));
    const [shares] = evaluate(
      [sinkhorn(scores, { epsilon: 0.1, iterations: 50 })],
      new Map([["scores", draw]]),
    );
    const rows = rowsOf(shares!.data, 4);
    for (const row of rows) expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    for (let k = 0; k < 4; k++) {
      expect(rows.reduce((sum, row) => sum + row[k]!, 0)).toBeCloseTo(8, 4);
    }
  });
});
