import { describe, expect, it } from "vitest";
import { backward } from "../../../src/autodiff/backward.ts";
import { randomFor } from "../../../src/core/random.ts";
import { nextFrame } from "../../../src/objectives/next-frame.ts";
import { dynamicFilterTaps } from "../../../src/nn/decoders/dynamic-filter.ts";
import { evaluate, type Tensor } from "../../support/evaluate.ts";
import { tensorOf, type Feeds } from "../../support/feeds.ts";
import { objectiveBench, type ObjectiveBench } from "../../support/objective-inputs.ts";

const [seed, batch, height, width, reduction] = [41, 4, 4, 8, 2];
const shape = [batch, height, width, 3];
const bench = (options: object = {}, modality: "camera" | "lidar" = "camera"): ObjectiveBench =>
  objectiveBench(nextFrame, {
    options: { width: 8, reduction, historyShare: 1, ...options },
    modality,
    batch,
    map: [1, 2, 4],
    frame: [height, width],
  });

function measure({ terms }: ObjectiveBench, feeds: Feeds) {
  const values = [terms.loss, terms.metrics["error"]!, terms.metrics["copyLast"]!];
  const [loss, error, copyLast] = evaluate(values, feeds).map(({ data }) => data[0]!);
  return { loss: loss!, error: error!, copyLast: copyLast! };
}

/** The horizon at which what is decoded is the change itself. */
const unitHorizon = tensorOf([batch], 0.25);

/** Mean of the block of pixels at a place of one image's channel. */
function blockMean(data: Float64Array, image: number, row: number, column: number, c: number) {
  let sum = 0;
  for (let y = 0; y < reduction; y++) {
    for (let x = 0; x < reduction; x++) {
      const at = (image * height + row * reduction + y) * width + column * reduction + x;
      sum += data[3 * at + c]!;
    }
  }
  return sum / reduction ** 2;
}

/** The tap that looks one pixel to the left. */
const leftNeighbour = 9;
const outputs = dynamicFilterTaps + 3;

/** What the decoder says everywhere: values by output, from `start` on. */
function bias(values: Readonly<Record<number, number>> | readonly number[], start = 0) {
  const data = new Array<number>(outputs).fill(0);
  for (const [output, value] of Object.entries(values)) data[start + Number(output)] = value;
  return tensorOf([outputs], data);
}

describe("next-frame", () => {
  it.each(["camera", "lidar"] as const)(
    "errs exactly as much as repeating the last %s frame before it is trained",
    (modality) => {
      const b = bench({}, modality);
      const { loss, error, copyLast } = measure(b, b.feeds(seed, 0));
      expect(copyLast).toBeGreaterThan(0.1);
      expect(error).toBe(copyLast);
      expect(loss).toBe(error);
    },
  );

  it("measures copyLast as the mean absolute difference of the averaged frames, by hand", () => {
    const b = bench();
    const feeds = b.feeds(seed);
    const [last, following] = [feeds.get("currentFrame")!.data, feeds.get("nextFrame")!.data];
    let sum = 0;
    let count = 0;
    for (let image = 0; image < batch; image++) {
      for (let row = 0; row < height / reduction; row++) {
        for (let column = 0; column < width / reduction; column++) {
          for (let c = 0; c < 3; c++) {
            const place = [image, row, column, c] as const;
            sum += Math.abs(blockMean(last, ...place) - blockMean(following, ...place));
            count += 1;
          }
        }
      }
    }
    // The divisor carries 1e-6, which keeps a frame without any return finite.
    expect(measure(b, feeds).copyLast).toBeCloseTo(sum / count, 6);
  });

  it("finds nothing to predict in a scene that stands still", () => {
    const b = bench();
    const feeds = b.feeds(seed, 0);
    feeds.set("nextFrame", feeds.get("currentFrame")!);
    expect(measure(b, feeds)).toEqual({ loss: 0, error: 0, copyLast: 0 });
  });

  it("predicts the next frame exactly with the right filter", () => {
    const b = bench();
    const feeds = b.feeds(seed, 0).set("horizonS", unitHorizon);
    // A ramp along the columns that moves right by one averaged pixel.
    const ramp = (shift: number) =>
      tensorOf(
        shape,
        Array.from({ length: batch * height * width }, (_, i) =>
          new Array<number>(3).fill((i % width) / reduction - shift),
        ).flat(),
      );
    feeds.set("currentFrame", ramp(0)).set("nextFrame", ramp(1));
    const { copyLast } = measure(b, feeds);
    feeds.set("decoder/output/bias", bias({ [leftNeighbour]: 1 }));
    const { error } = measure(b, feeds);
    // The first of 4 columns has no neighbour on its left: the border is repeated there.
    expect(error).toBeCloseTo(copyLast / 4, 6);
  });

  it("adds what a flow cannot explain", () => {
    const b = bench();
    const feeds = b.feeds(seed, 0).set("horizonS", unitHorizon);
    const current = feeds.get("currentFrame")!;
    const brighter = [0.3, -0.2, 0.1];
    feeds.set(
      "nextFrame",
      tensorOf(
        shape,
        current.data.map((v, i) => v + brighter[i % 3]!),
      ),
    );
    expect(measure(b, feeds).copyLast).toBeCloseTo(0.2, 6);
    feeds.set("decoder/output/bias", bias(brighter, dynamicFilterTaps));
    expect(measure(b, feeds).error).toBeCloseTo(0, 12);
  });

  it("decodes a rate: twice as far ahead is twice the change", () => {
    const b = bench();
    const feeds = b.feeds(seed, 0).set("horizonS", unitHorizon);
    const current = feeds.get("currentFrame")!;
    const changed = (by: number) =>
      tensorOf(
        shape,
        current.data.map((v) => v + by),
      );
    feeds.set("decoder/output/bias", bias([0.1, 0.1, 0.1], dynamicFilterTaps));
    feeds.set("nextFrame", changed(0.1));
    expect(measure(b, feeds).error).toBeCloseTo(0, 12);
    feeds.set("horizonS", tensorOf([batch], 0.5)).set("nextFrame", changed(0.2));
    expect(measure(b, feeds).error).toBeCloseTo(0, 12);
  });

  it.each(["currentFrame", "nextFrame"] as const)(
    "does not count lidar cells without a return in %s",
    (holed) => {
      const b = bench({}, "lidar");
      const feeds = b.feeds(seed);
      const other = holed === "currentFrame" ? "nextFrame" : "currentFrame";
      // Every cell measured, but for the first block of each image in one of the frames.
      feeds.set(holed, scan("holed", { firstBlock: [0, 0, 0] }));
      feeds.set(other, scan("other", {}));
      const { copyLast } = measure(b, feeds);
      expect(copyLast).toBeGreaterThan(0.1);
      feeds.set(other, scan("other", { firstBlock: [50, 1, 1] }));
      expect(measure(b, feeds).copyLast).toBe(copyLast);
    },
  );

  it("stays finite when a scan has no return at all", () => {
    const b = bench({}, "lidar");
    const feeds = b.feeds(seed);
    feeds.set("currentFrame", tensorOf(shape, 0));
    expect(measure(b, feeds)).toEqual({ loss: 0, error: 0, copyLast: 0 });
  });

  it("looks at the motion channels only", () => {
    const b = bench();
    const { previousMap, currentMap } = b.inputs;
    for (const { data } of evaluate(
      backward(b.terms.loss, [previousMap, currentMap]),
      b.feeds(seed),
    )) {
      data.forEach((value, i) => {
        const isMotion = i % 4 >= 2;
        expect(value !== 0, `channel ${i % 4}`).toBe(isMotion);
      });
    }
  });

  it.each([
    { historyShare: 0, shown: 0 },
    { historyShare: 0.5, shown: 2 },
    { historyShare: 1, shown: 4 },
  ])("shows the frame before to $shown of 4 clips at historyShare $historyShare", (entry) => {
    const b = bench({ historyShare: entry.historyShare });
    const [gradient] = evaluate(backward(b.terms.loss, [b.inputs.previousMap]), b.feeds(seed));
    const size = gradient!.data.length / batch;
    const isReached = Array.from({ length: batch }, (_, clip) =>
      gradient!.data.subarray(clip * size, (clip + 1) * size).some((value) => value !== 0),
    );
    expect(isReached.filter(Boolean)).toHaveLength(entry.shown);
  });

  it("has no chance level", () => {
    expect(nextFrame.chance(32)).toBeUndefined();
  });

  it("refuses frames whose reduced size its map cannot reach by doublings", () => {
    expect(() =>
      objectiveBench(nextFrame, { options: { reduction: 2 }, map: [1, 2, 4], frame: [6, 12] }),
    ).toThrow(/SHAPE_MISMATCH/);
    expect(() =>
      objectiveBench(nextFrame, { options: { reduction: 8 }, map: [1, 2, 4], frame: [12, 24] }),
    ).toThrow(/SHAPE_MISMATCH/);
  });
});

/** A scan whose cells all have a return, but for what the first block of each image is set to. */
function scan(name: string, options: { readonly firstBlock?: readonly number[] }): Tensor {
  const random = randomFor(seed, "scan", name);
  const cells = Array.from({ length: batch * height * width }, (_, cell) => {
    const drawn = [random.normal(), random.normal(), 1];
    const isInFirst = [0, 1, width, width + 1].includes(cell % (height * width));
    return isInFirst && options.firstBlock ? options.firstBlock : drawn;
  });
  return tensorOf(shape, cells.flat());
}
