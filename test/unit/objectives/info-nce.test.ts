import { describe, expect, it } from "vitest";
import { backward } from "../../../src/autodiff/backward.ts";
import { infoNce } from "../../../src/objectives/info-nce.ts";
import { denseLayerNorm, denseLinear, denseRelu, rowsOf } from "../../support/dense.ts";
import { evaluate } from "../../support/evaluate.ts";
import { tensorOf, type Feeds } from "../../support/feeds.ts";
import { objectiveBench } from "../../support/objective-inputs.ts";

const [seed, batch] = [31, 4];
const options = { temperature: 0.2, hidden: 8, dimension: 8 };
const bench = () => objectiveBench(infoNce, { options, batch, map: [1, 2, 6] });
const lossOf = (b: ReturnType<typeof bench>, feeds: Feeds): number =>
  evaluate([b.terms.loss], feeds)[0]!.data[0]!;

/** Eq. 4 of the paper in both directions, one pair at a time. */
function infoNceByHand(feeds: Feeds): number {
  const embed = (name: string): number[][] =>
    // Two cells of six channels a clip, of which the first three are place.
    rowsOf(feeds.get(name)!.data, 12).map((map) => {
      const place = [...map.slice(0, 3), ...map.slice(6, 9)];
      const hidden = denseLinear(feeds, "projector/hidden", place);
      const output = denseLinear(
        feeds,
        "projector/output",
        denseRelu(denseLayerNorm(feeds, "projector/norm", hidden)),
      );
      const norm = Math.sqrt(output.reduce((sum, v) => sum + v * v, 0));
      return output.map((v) => v / norm);
    });
  const [current, previous] = [embed("currentMap"), embed("previousMap")];
  const oneWay = (anchors: number[][], candidates: number[][]): number => {
    let sum = 0;
    anchors.forEach((anchor, i) => {
      const logits = candidates.map(
        (candidate) => anchor.reduce((dot, v, d) => dot + v * candidate[d]!, 0) / 0.2,
      );
      sum -= Math.log(Math.exp(logits[i]!) / logits.reduce((total, l) => total + Math.exp(l), 0));
    });
    return sum / anchors.length;
  };
  return (oneWay(current, previous) + oneWay(previous, current)) / 2;
}

describe("info-nce", () => {
  it("is the mean of both directions' cross-entropies, by hand", () => {
    const b = bench();
    const feeds = b.feeds(seed);
    const byHand = infoNceByHand(feeds);
    expect(byHand).toBeGreaterThan(0.1);
    expect(lossOf(b, feeds)).toBeCloseTo(byHand, 9);
  });

  it("is the same when the two frames swap places", () => {
    const b = bench();
    const feeds = b.feeds(seed);
    const swapped = new Map(feeds)
      .set("previousMap", feeds.get("currentMap")!)
      .set("currentMap", feeds.get("previousMap")!);
    expect(lossOf(b, swapped)).toBeCloseTo(lossOf(b, feeds), 12);
  });

  it("is ln B, its chance level, when all maps are alike", () => {
    const b = bench();
    const feeds = b.feeds(seed);
    for (const name of ["previousMap", "currentMap"]) {
      feeds.set(name, tensorOf([batch, 1, 2, 6], 0.7));
    }
    expect(lossOf(b, feeds)).toBeCloseTo(Math.log(batch), 10);
    expect(infoNce.chance(batch)).toBe(Math.log(batch));
  });

  it("falls far below chance when each clip's frames are alike and the clips differ", () => {
    const b = bench();
    const feeds = b.feeds(seed);
    feeds.set("previousMap", feeds.get("currentMap")!);
    const low = lossOf(b, feeds);
    expect(low).toBeLessThan(0.8 * Math.log(batch));
    expect(low).toBeLessThan(lossOf(b, b.feeds(seed)));
  });

  it("looks at the place channels only, of both frames", () => {
    const b = bench();
    const { previousMap, currentMap } = b.inputs;
    const gradients = evaluate(backward(b.terms.loss, [previousMap, currentMap]), b.feeds(seed));
    for (const { data } of gradients) {
      data.forEach((value, i) => {
        const isPlace = i % 6 < 3;
        expect(value !== 0, `channel ${i % 6}`).toBe(isPlace);
      });
    }
  });

  it("publishes both frames' embeddings", () => {
    const { terms } = bench();
    expect(Object.keys(terms.vectors)).toEqual(["embedding", "previousEmbedding"]);
    expect(terms.vectors["embedding"]!.shape).toEqual([batch, 8]);
  });

  it("refuses a batch of one clip, over which the loss would be constantly 0", () => {
    expect(() => objectiveBench(infoNce, { options, batch: 1 })).toThrow(
      /batch of at least 2 clips, received 1.*SHAPE_MISMATCH/,
    );
  });
});
