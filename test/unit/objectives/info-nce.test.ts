import { describe, expect, it } from "vitest";
import { backward } from "../../../src/autodiff/backward.ts";
import { infoNce } from "../../../src/objectives/info-nce.ts";
import { cosineByHand, crossEntropyByHand, embedByHand } from "../../support/embedded-by-hand.ts";
import { evaluate } from "../../support/evaluate.ts";
import { tensorOf, type Feeds } from "../../support/feeds.ts";
import { objectiveBench } from "../../support/objective-inputs.ts";

const [seed, batch] = [31, 4];
const options = { temperature: 0.2, hidden: 8, dimension: 8 };
const bench = () => objectiveBench(infoNce, { options, batch, map: [1, 2, 6] });
const lossOf = (b: ReturnType<typeof bench>, feeds: Feeds): number =>
  evaluate([b.terms.loss], feeds)[0]!.data[0]!;

/** Eq. 4 of the paper in both directions, one pair at a time. */
function infoNceByHand(
  feeds: Feeds,
  isMasked: (current: number, previous: number) => boolean = () => false,
): number {
  const [current, previous] = [embedByHand(feeds, "currentMap"), embedByHand(feeds, "previousMap")];
  let sum = 0;
  for (let i = 0; i < batch; i++) {
    const others = current.map((_, j) => j).filter((j) => j !== i);
    const logit = (c: number, p: number): number => cosineByHand(current[c]!, previous[p]!) / 0.2;
    const previousOnes = others.filter((j) => !isMasked(i, j)).map((j) => logit(i, j));
    const currentOnes = others.filter((j) => !isMasked(j, i)).map((j) => logit(j, i));
    sum += crossEntropyByHand(logit(i, i), previousOnes) / 2;
    sum += crossEntropyByHand(logit(i, i), currentOnes) / 2;
  }
  return sum / batch;
}

describe("info-nce", () => {
  it("is the mean of both directions' cross-entropies, by hand", () => {
    const b = bench();
    const feeds = b.feeds(seed);
    const byHand = infoNceByHand(feeds);
    expect(byHand).toBeGreaterThan(0.1);
    expect(lossOf(b, feeds)).toBeCloseTo(byHand, 9);
  });

  it("leaves out what was taken at nearly the same time, but never the positive", () => {
    const masking = { ...options, maskWithinMs: 1000 };
    const b = objectiveBench(infoNce, { options: masking, batch, map: [1, 2, 6] });
    // The third clip's current frame and the second's previous one are 0.9 s apart.
    const feeds = b
      .feeds(seed)
      .set("stampS", tensorOf([batch], [10, 20, 20.6, 40]))
      .set("gapS", tensorOf([batch], [0.1, 0.3, 2, 0.5]));
    const isMasked = (current: number, previous: number): boolean =>
      current === 2 && previous === 1;
    const byHand = infoNceByHand(feeds, isMasked);
    expect(lossOf(b, feeds)).toBeCloseTo(byHand, 9);
    expect(byHand).toBeLessThan(infoNceByHand(feeds));
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
