import { describe, expect, it } from "vitest";
import { rowOf } from "../../../src/core/matrix.ts";
import { randomFor } from "../../../src/core/random.ts";
import { createPixelBaselines } from "../../../src/evaluate/baselines.ts";
import type { Sample } from "../../../src/frames/sample.ts";

function frames(count: number, modality: "camera" | "lidar"): readonly Sample[] {
  const random = randomFor(1, modality);
  const layout =
    modality === "camera"
      ? { height: 32, width: 48, channels: 3 }
      : { height: 16, width: 64, channels: 2 };
  const size = layout.height * layout.width * layout.channels;
  return Array.from({ length: count }, () => ({
    sensor: "s",
    stampNs: 0n,
    arrivalMs: 0,
    layout,
    pixels:
      modality === "camera"
        ? Uint8Array.from({ length: size }, () => random.integer(256))
        : Uint16Array.from({ length: size }, () => random.integer(65536)),
  }));
}

describe("createPixelBaselines", () => {
  it.each([
    { modality: "camera", columns: 384 },
    { modality: "lidar", columns: 256 },
  ] as const)(
    "gives a $modality a thumbnail of $columns numbers and whitened components",
    ({ modality, columns }) => {
      const baselines = createPixelBaselines();
      for (const sample of frames(12, modality)) baselines.add(sample);
      const { thumbnail, pca } = baselines.matrices([0, 1, 2, 3, 4, 5, 6, 7]);
      expect(thumbnail).toMatchObject({ rows: 12, columns });
      // Eight frames span seven directions around their mean.
      expect(pca).toMatchObject({ rows: 12, columns: 7 });
      for (let c = 0; c < 7; c++) {
        const variance =
          [0, 1, 2, 3, 4, 5, 6, 7].reduce((s, r) => s + rowOf(pca, r)[c]! ** 2, 0) / 8;
        expect(variance).toBeCloseTo(1, 6);
      }
    },
  );

  it("is empty without a frame", () => {
    const { thumbnail, pca } = createPixelBaselines().matrices([]);
    expect([thumbnail.rows, pca.rows]).toEqual([0, 0]);
  });
});
