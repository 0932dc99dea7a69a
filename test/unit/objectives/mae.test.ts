import { describe, expect, it } from "vitest";
import { randomFor } from "../../../src/core/random.ts";
import { input } from "../../../src/graph/leaves.ts";
import { hiddenUnits, unitGrid } from "../../../src/objectives/hidden-units.ts";
import { mae } from "../../../src/objectives/mae.ts";
import { denseLayerNorm, denseLinear, denseRelu } from "../../support/dense.ts";
import { evaluate } from "../../support/evaluate.ts";
import { tensorOf, type Feeds } from "../../support/feeds.ts";
import { objectiveBench } from "../../support/objective-inputs.ts";

const [seed, batch, height, width] = [67, 2, 4, 8];
/** Units of 2×2 pixels, each of which is one predicted cell; half of the eight are hidden. */
const options = { size: 4, width: 8, reduction: 2, ratio: 0.5 };
const benchOf = (modality: "camera" | "lidar", change: object = {}) =>
  objectiveBench(mae, {
    options: { ...options, ...change },
    modality,
    batch,
    map: [2, 4, 4],
    frame: [height, width],
  });
const numbers = (bench: ReturnType<typeof benchOf>, feeds: Feeds): number[] =>
  evaluate([bench.terms.loss, bench.terms.metrics["mean"]!], feeds).map(({ data }) => data[0]!);

/** The definition, one unit at a time: two units of 4×4 pixels, of which the one of less noise is hidden. */
function byHand(feeds: Feeds, modality: "camera" | "lidar"): number[] {
  const frame = feeds.get("currentFrame")!.data;
  const noise = feeds.get("noise")!.data;
  let [error, mean, weight] = [0, 0, 0];
  for (let i = 0; i < batch; i++) {
    const hidden = noise[2 * i]! < noise[2 * i + 1]! ? 0 : 1;
    const at = (y: number, x: number, c: number): number =>
      frame[((i * height + y) * width + x) * 3 + c]!;
    const isShown = (x: number): boolean => Math.floor(x / 4) !== hidden;
    const guess = (row: number, column: number): number[] => {
      const block: number[] = [];
      for (let y = 2 * row; y < 2 * row + 2; y++) {
        for (let x = 2 * column; x < 2 * column + 2; x++) {
          for (let c = 0; c < 3; c++) block.push(isShown(x) ? at(y, x, c) : 0);
        }
      }
      const map = denseLinear(feeds, "encoder", block);
      const entry = denseLayerNorm(
        feeds,
        "decoder/entry-norm",
        denseLinear(feeds, "decoder/entry", map),
      );
      return denseLinear(feeds, "decoder/output", denseRelu(entry));
    };
    const cells = [0, 1].flatMap((row) =>
      [0, 1].map((column) => {
        const place = 2 * hidden + column;
        const pixels = [0, 1].flatMap((y) =>
          [0, 1].map((x) => [2 * row + y, 2 * place + x] as const),
        );
        const sum = (c: number): number => pixels.reduce((s, [y, x]) => s + at(y, x, c), 0) / 4;
        const share = modality === "camera" ? 1 : sum(2);
        const values = modality === "camera" ? [0, 1, 2].map(sum) : [sum(0) / (share + 1e-3)];
        return { values, share, guess: guess(row, place) };
      }),
    );
    const count = cells.reduce((s, cell) => s + cell.share * cell.values.length, 1e-6);
    const meanOf = (f: (v: number) => number): number =>
      cells.reduce((s, cell) => s + cell.share * cell.values.reduce((t, v) => t + f(v), 0), 0) /
      count;
    const middle = meanOf((v) => v);
    const deviation = Math.sqrt(meanOf((v) => (v - middle) ** 2) + 1e-2);
    for (const cell of cells) {
      cell.values.forEach((value, c) => {
        const target = (value - middle) / deviation;
        error += cell.share * (cell.guess[c]! - target) ** 2;
        mean += cell.share * target ** 2;
        weight += cell.share;
      });
    }
  }
  return [error / (weight + 1e-6), mean / (weight + 1e-6)];
}

describe("mae", () => {
  it.each(["camera", "lidar"] as const)(
    "is the error over hidden cells of a %s, by hand",
    (modality) => {
      const bench = benchOf(modality);
      const feeds = bench.feeds(seed);
      const [loss, mean] = byHand(feeds, modality);
      expect(loss).toBeGreaterThan(0.1);
      expect(numbers(bench, feeds)[0]).toBeCloseTo(loss!, 9);
      expect(numbers(bench, feeds)[1]).toBeCloseTo(mean!, 9);
    },
  );

  it("says each unit's mean before it is trained, which is at most its chance level", () => {
    const bench = benchOf("camera");
    const [loss, mean] = numbers(bench, bench.feeds(seed, 0));
    expect(loss).toBe(mean);
    expect(loss).toBeLessThan(1);
    expect(loss).toBeGreaterThan(0.8);
    expect(mae.chance(batch)).toBe(1);
  });

  it("does not look at what is hidden: other pixels there change the target alone", () => {
    const bench = benchOf("camera");
    const feeds = bench.feeds(seed, 0.2).set("noise", tensorOf([batch, 2], [0, 1, 0, 1]));
    const { shape, data } = feeds.get("currentFrame")!;
    // Twice as far from each unit's mean is the same once it is normalised, but for the floor.
    const large = data.map((v, i) => ((i / 3) % width < 4 ? 1000 * v : v));
    const larger = data.map((v, i) => ((i / 3) % width < 4 ? 2000 * v : v));
    const lossOf = (values: Float64Array): number =>
      numbers(bench, new Map(feeds).set("currentFrame", { shape, data: values }))[0]!;
    expect(lossOf(larger)).toBeCloseTo(lossOf(large), 6);
  });

  it("hides the same units of both frames in tubes", () => {
    const bench = benchOf("camera", { frames: 2 });
    const feeds = bench.feeds(seed, 0);
    const swapped = new Map(feeds)
      .set("previousFrame", feeds.get("currentFrame")!)
      .set("currentFrame", feeds.get("previousFrame")!);
    expect(numbers(bench, swapped)[0]).toBeCloseTo(numbers(bench, feeds)[0]!, 12);
  });

  it("refuses units that the frame cannot be cut into", () => {
    expect(() => benchOf("camera", { size: 3 })).toThrow(/whole patchs? of 3.*4×8.*SHAPE_MISMATCH/);
    expect(() => benchOf("camera", { unit: "ring", size: 4 })).toThrow(/SHAPE_MISMATCH/);
  });
});

describe("hidden units", () => {
  it("are exactly the asked part, each as often as the others", () => {
    const random = randomFor(seed, "noise");
    const noise = input("noise", "float32", [400, 8]);
    const draw = tensorOf(
      [400, 8],
      Array.from({ length: 3200 }, () => random.uniform()),
    );
    const { data } = evaluate([hiddenUnits(noise, 0.6)], new Map([["noise", draw]]))[0]!;
    const perUnit = new Array<number>(8).fill(0);
    for (let row = 0; row < 400; row++) {
      const own = [...data.subarray(8 * row, 8 * row + 8)];
      expect(own.reduce((a, b) => a + b, 0)).toBe(5);
      own.forEach((v, unit) => (perUnit[unit]! += v));
    }
    for (const count of perUnit) expect(Math.abs(count / 400 - 5 / 8)).toBeLessThan(0.1);
  });

  it("are patches, rings of the whole width or sectors of the whole height", () => {
    const frame = { height: 16, width: 64 };
    expect(unitGrid("patch", frame, 8)).toEqual({ rows: 2, columns: 8, height: 8, width: 8 });
    expect(unitGrid("ring", frame, 4)).toEqual({ rows: 4, columns: 1, height: 4, width: 64 });
    expect(unitGrid("sector", frame, 8)).toEqual({ rows: 1, columns: 8, height: 16, width: 8 });
  });
});
