import { describe, expect, it } from "vitest";
import { matrixFromRows } from "../../../src/core/matrix.ts";
import { revisitRecall, type Standpoint } from "../../../src/evaluate/revisit-retrieval.ts";

const at = (xM: number, yawRad = 0, map = 0): Standpoint => ({ map, xM, yM: 0, yawRad });
/** The first three rows are the drive that is searched in; the others look for their places. */
const features = matrixFromRows([
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
  [0.9, 0.1, 0],
  [0.1, 0.9, 0],
]);
const database = [0, 1, 2];
const queries = [3, 4];

describe("revisitRecall", () => {
  it("is 1 where each query is most like the frame of its place", () => {
    const standpoints = [at(0), at(50), at(100), at(3), at(48)];
    expect(revisitRecall({ features, standpoints, database, queries })).toBe(1);
  });

  it("counts the half of the queries that found another place", () => {
    const standpoints = [at(0), at(50), at(100), at(3), at(98)];
    expect(revisitRecall({ features, standpoints, database, queries })).toBe(0.5);
  });

  it("takes the same spot, looked at the other way or in another map, for another place", () => {
    const turned = [at(0, Math.PI), at(50), at(100), at(3), at(48)];
    expect(
      revisitRecall({ features, standpoints: turned, database, queries: [3] }),
    ).toBeUndefined();
    const elsewhere = [at(0, 0, 1), at(50), at(100), at(3), at(48)];
    expect(
      revisitRecall({ features, standpoints: elsewhere, database, queries: [3] }),
    ).toBeUndefined();
  });

  it("takes angles on both sides of ±π for near", () => {
    const standpoints = [at(0, 3.1), at(50), at(100), at(3, -3.1), at(48)];
    expect(revisitRecall({ features, standpoints, database, queries: [3] })).toBe(1);
  });

  it("counts a tie as a miss", () => {
    const same = matrixFromRows(Array.from({ length: 5 }, () => [1, 2, 3]));
    const standpoints = [at(0), at(50), at(100), at(3), at(48)];
    expect(revisitRecall({ features: same, standpoints, database, queries })).toBe(0);
  });
});
