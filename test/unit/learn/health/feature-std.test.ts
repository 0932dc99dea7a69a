import { describe, expect, it } from "vitest";
import { matrixFromRows, zeros } from "../../../../src/core/matrix.ts";
import { featureStd } from "../../../../src/learn/health/feature-std.ts";
import { randomMatrix } from "../../../support/random-matrix.ts";

describe("featureStd", () => {
  it("is by hand 1 for two orthogonal unit vectors in the plane", () => {
    // each column holds 1 and 0: std √½, times √2
    expect(
      featureStd(
        matrixFromRows([
          [5, 0],
          [0, 0.1],
        ]),
      ),
    ).toBeCloseTo(1, 12);
  });

  it("is 0 when all rows point the same way, whatever their length", () => {
    expect(
      featureStd(
        matrixFromRows([
          [1, 2, 2],
          [2, 4, 4],
          [0.5, 1, 1],
        ]),
      ),
    ).toBeCloseTo(0, 12);
  });

  it("is about 1 for isotropic features", () => {
    expect(featureStd(randomMatrix(512, 64, 2))).toBeCloseTo(1, 2);
  });

  it("is far below 1 for small changes around one direction", () => {
    const features = randomMatrix(200, 16, 2);
    features.data.forEach((_, i) => (features.data[i]! += 10));
    expect(featureStd(features)).toBeLessThan(0.15);
  });

  it("takes a row of zeros as a zero", () => {
    expect(
      featureStd(
        matrixFromRows([
          [0, 0],
          [0, 0],
        ]),
      ),
    ).toBe(0);
  });

  it("is absent with one row, no column, or a value that is not finite", () => {
    expect(featureStd(matrixFromRows([[1, 2]]))).toBeUndefined();
    expect(featureStd(zeros(3, 0))).toBeUndefined();
    expect(
      featureStd(
        matrixFromRows([
          [1, Infinity],
          [1, 2],
        ]),
      ),
    ).toBeUndefined();
  });
});
