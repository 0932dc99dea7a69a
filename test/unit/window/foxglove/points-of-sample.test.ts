import { describe, expect, it } from "vitest";
import { lidarToSample } from "../../../../src/decode/to-sample.ts";
import { createPointsOfSample } from "../../../../src/window/foxglove/points-of-sample.ts";

const spec = {
  rows: 32,
  columns: 360,
  fovUpRad: 0.2,
  fovDownRad: -0.4,
  minRangeM: 0.5,
  maxRangeM: 60,
};

describe("points of a range image", () => {
  it("lie where the returns were, to within a cell", () => {
    const sent = [
      [10, 0, 0, 0.5],
      [0, 8, -1, 1],
      [-5, -5, 0.5, 0],
    ];
    const points = Float32Array.from(sent.flat());
    const scan = { kind: "lidar", sensor: "l", stampNs: 1n, arrivalMs: 0, points } as const;
    const { sample } = lidarToSample(scan, spec);
    const bytes = createPointsOfSample(spec)(sample);
    const back = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    expect(back.length).toBe(4 * sent.length);
    for (const [x, y, z, intensity] of sent) {
      const near = Array.from({ length: sent.length }, (_, i) => back.subarray(4 * i, 4 * i + 4));
      const found = near.find((p) => Math.hypot(p[0]! - x!, p[1]! - y!, p[2]! - z!) < 0.15);
      expect(found, `a point near ${x}, ${y}, ${z}`).toBeDefined();
      expect(found![3]).toBeCloseTo(intensity!, 3);
    }
  });
});
