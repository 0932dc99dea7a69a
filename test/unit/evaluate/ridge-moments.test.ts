import { describe, expect, it } from "vitest";
import { matrixFromRows, selectRows } from "../../../src/core/matrix.ts";
import {
  predictLinear,
  ridgeMoments,
  ridgePath,
  withoutMoments,
} from "../../../src/evaluate/ridge-moments.ts";
import { randomMatrix } from "../../support/random-matrix.ts";

describe("ridge moments", () => {
  it("of everything minus those of a part are those of the rest", () => {
    const x = randomMatrix(11, 4, 1);
    const y = randomMatrix(1, 11, 2).data;
    const part = ridgeMoments(selectRows(x, [3, 4, 5]), y.slice(3, 6));
    const difference = withoutMoments(ridgeMoments(x, y), part);
    const restRows = [0, 1, 2, 6, 7, 8, 9, 10];
    const rest = ridgeMoments(
      selectRows(x, restRows),
      Float64Array.from(restRows, (r) => y[r]!),
    );
    expect(difference.count).toBe(rest.count);
    expect(difference.sumY).toBeCloseTo(rest.sumY, 10);
    rest.xy.forEach((v, i) => {
      expect(difference.xy[i]).toBeCloseTo(v, 10);
    });
    rest.sumX.forEach((v, i) => {
      expect(difference.sumX[i]).toBeCloseTo(v, 10);
    });
    rest.xx.data.forEach((v, i) => {
      expect(difference.xx.data[i]).toBeCloseTo(v, 10);
    });
  });

  it("give a line through two points when hardly shrunk, and its mean when shrunk away", () => {
    const x = matrixFromRows([[0], [2]]);
    const moments = ridgeMoments(x, Float64Array.from([1, 5]));
    const [free, shrunk] = ridgePath(moments, [1e-12, 1e12]);
    expect([...predictLinear(x, free!)].map((v) => Math.round(v * 1e6) / 1e6)).toEqual([1, 5]);
    expect([...predictLinear(x, shrunk!)].map((v) => Math.round(v * 1e6) / 1e6)).toEqual([3, 3]);
  });
});
