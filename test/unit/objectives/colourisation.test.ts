import { describe, expect, it } from "vitest";
import { colourisation } from "../../../src/objectives/colourisation.ts";
import { denseLayerNorm, denseLinear, denseRelu } from "../../support/dense.ts";
import { evaluate } from "../../support/evaluate.ts";
import type { Feeds } from "../../support/feeds.ts";
import { objectiveBench } from "../../support/objective-inputs.ts";

const [seed, batch, height, width] = [97, 2, 4, 8];
const benchOf = (modality: "camera" | "lidar") =>
  objectiveBench(colourisation, {
    options: { width: 8, reduction: 2 },
    modality,
    batch,
    map: [2, 4, 4],
    frame: [height, width],
  });

/** The definition, one cell of 2×2 pixels at a time: error, and error of no colour. */
function byHand(feeds: Feeds, modality: "camera" | "lidar"): readonly [number, number] {
  const frame = feeds.get("currentFrame")!.data;
  let [error, without, weight] = [0, 0, 0];
  for (let i = 0; i < batch; i++) {
    for (let row = 0; row < 2; row++) {
      for (let column = 0; column < 4; column++) {
        const pixels = [0, 1].flatMap((y) =>
          [0, 1].map((x) => {
            const at = ((i * height + 2 * row + y) * width + 2 * column + x) * 3;
            return [...frame.subarray(at, at + 3)];
          }),
        );
        const shown = pixels.flatMap(([r, g, b]) => {
          const grey = (r! + g! + b!) / 3;
          return modality === "camera" ? [grey, grey, grey] : [r!, 0, b!];
        });
        const entry = denseLinear(feeds, "decoder/entry", denseLinear(feeds, "encoder", shown));
        const hidden = denseRelu(denseLayerNorm(feeds, "decoder/entry-norm", entry));
        const guess = denseLinear(feeds, "decoder/output", hidden);
        const mean = (c: number): number => pixels.reduce((sum, p) => sum + p[c]! / 4, 0);
        const grey = (mean(0) + mean(1) + mean(2)) / 3;
        const share = modality === "camera" ? 1 : mean(2);
        const wanted =
          modality === "camera" ? [0, 1, 2].map((c) => mean(c) - grey) : [mean(1) / (share + 1e-3)];
        wanted.forEach((value, c) => {
          error += share * Math.abs(guess[c]! - value);
          without += share * Math.abs(value);
          weight += share;
        });
      }
    }
  }
  return [error / (weight + 1e-6), without / (weight + 1e-6)];
}

describe("colourisation", () => {
  it.each(["camera", "lidar"] as const)(
    "is the error of what was taken from a %s's frame, by hand",
    (modality) => {
      const { terms, feeds } = benchOf(modality);
      const given = feeds(seed);
      const [error, without] = byHand(given, modality);
      const found = evaluate([terms.loss, terms.metrics["without"]!], given).map(
        ({ data }) => data[0]!,
      );
      expect(error).toBeGreaterThan(0.05);
      expect(found[0]).toBeCloseTo(error, 9);
      expect(found[1]).toBeCloseTo(without, 9);
    },
  );

  it("is the error of no colour before it is trained", () => {
    const { terms, feeds } = benchOf("camera");
    const [loss, without] = evaluate([terms.loss, terms.metrics["without"]!], feeds(seed, 0));
    expect(loss!.data[0]).toBe(without!.data[0]);
  });
});
