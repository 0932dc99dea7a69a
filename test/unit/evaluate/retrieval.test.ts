import { describe, expect, it } from "vitest";
import { matrixFromRows } from "../../../src/core/matrix.ts";
import { placeRetrieval, temporalRetrieval } from "../../../src/evaluate/retrieval.ts";
import { randomMatrix, regularStamps } from "../../support/random-matrix.ts";

const frames = 600;
const stampsNs = regularStamps(frames, 100);

/** Four fifths of a slow turn, seen at twelve frequencies: neighbours alike, others not. */
const wandering = matrixFromRows(
  Array.from({ length: frames }, (_, i) =>
    Array.from({ length: 24 }, (_, k) =>
      Math.sin(((Math.floor(k / 2) + 1) * 1.6 * Math.PI * i) / frames + ((k % 2) * Math.PI) / 2),
    ),
  ),
);

describe("temporalRetrieval", () => {
  it("is 1 for features that change slowly and never come back", () => {
    const score = temporalRetrieval({ features: wandering, stampsNs });
    expect(score.recallAt1).toBe(1);
    expect(score.queries).toBe(60);
    expect(score.reason).toBeUndefined();
  });

  it("is near chance for features without memory", () => {
    const score = temporalRetrieval({ features: randomMatrix(frames, 32, 1), stampsNs });
    expect(score.recallAt1).toBeLessThan(0.1);
    expect(score.chance).toBeGreaterThan(1 / 59);
    expect(score.chance).toBeLessThan(1 / 45);
  });

  it("is 0 for collapsed features: a tie is a miss", () => {
    const collapsed = matrixFromRows(Array.from({ length: frames }, () => [1, 2, 3]));
    expect(temporalRetrieval({ features: collapsed, stampsNs }).recallAt1).toBe(0);
  });

  it("does not take moments nearer than distractorS as distractors", () => {
    // The feature is the same for 4 s: neighbours tie, but they are no distractors.
    const steps = randomMatrix(frames / 40 + 1, 32, 2);
    const features = matrixFromRows(
      Array.from({ length: frames }, (_, i) =>
        steps.data.slice(Math.floor(i / 40) * 32, Math.floor(i / 40) * 32 + 32),
      ),
    );
    const far = temporalRetrieval({ features, stampsNs }).recallAt1!;
    const near = temporalRetrieval({ features, stampsNs, distractorS: 1 }).recallAt1!;
    // Three of four queries find their answer on the same step; the fourth crosses to the next.
    expect(far).toBeGreaterThan(0.7);
    expect(near).toBeLessThan(far);
  });

  it("asks nothing across a gap of the recording", () => {
    const gappy = BigInt64Array.from(
      stampsNs,
      (stamp, i) => stamp + (i < 300 ? 0n : 60_000_000_000n),
    );
    // 30 queries on each side; the last of each side finds its answer 0.9 s later only with tolerance.
    const queries = (toleranceS: number) =>
      temporalRetrieval({ features: wandering, stampsNs: gappy, toleranceS }).queries;
    expect([queries(0.15), queries(0.05)]).toEqual([60, 58]);
  });

  it("asks at most maxQueries, evenly spread", () => {
    expect(temporalRetrieval({ features: wandering, stampsNs, maxQueries: 20 }).queries).toBe(20);
  });

  it("is absent, with the reason, when a recording is too short", () => {
    const few = 60;
    const score = temporalRetrieval({
      features: randomMatrix(few, 4, 1),
      stampsNs: regularStamps(few, 100),
    });
    expect(score.recallAt1).toBeUndefined();
    expect(score.reason).toContain("fewer than 10 moments");
  });

  it("is absent without frames", () => {
    const score = temporalRetrieval({
      features: matrixFromRows([]),
      stampsNs: regularStamps(0, 1),
    });
    expect(score).toMatchObject({ queries: 0 });
    expect(score.recallAt1).toBeUndefined();
  });
});

describe("placeRetrieval", () => {
  /** Two laps of a minute round a circle of radius 50 m. */
  const lapFrames = 120;
  const stamps = regularStamps(2 * lapFrames, 500);
  const angle = Float64Array.from(
    { length: 2 * lapFrames },
    (_, i) => (2 * Math.PI * i) / lapFrames,
  );
  const xM = angle.map((a) => 50 * Math.cos(a));
  const yM = angle.map((a) => 50 * Math.sin(a));
  const knowsPlace = matrixFromRows([...angle].map((a) => [Math.cos(a), Math.sin(a)]));

  it("is 1 for features that are a function of the place", () => {
    const score = placeRetrieval({ features: knowsPlace, stampsNs: stamps, xM, yM });
    expect(score).toMatchObject({ recallAt1: 1, queries: 240 });
    // ±5 m is three frames of the 119 to 180 that lie more than 30 s away.
    expect(score.chance).toBeGreaterThan(0.01);
    expect(score.chance).toBeLessThan(0.06);
  });

  it("is near 0 for features that turn away on the second lap", () => {
    const features = matrixFromRows(
      [...angle].map((a, i) => {
        const seen = i < lapFrames ? a : a + Math.PI / 2;
        return [Math.cos(seen), Math.sin(seen)];
      }),
    );
    expect(placeRetrieval({ features, stampsNs: stamps, xM, yM }).recallAt1).toBeLessThan(0.05);
  });

  it("does not count the frames just before and after the query", () => {
    // One lap only: every place within 5 m was seen within 30 s, so there is nothing to ask.
    const once = matrixFromRows(
      [...angle.slice(0, lapFrames)].map((a) => [Math.cos(a), Math.sin(a)]),
    );
    const score = placeRetrieval({
      features: once,
      stampsNs: stamps.slice(0, lapFrames),
      xM: xM.slice(0, lapFrames),
      yM: yM.slice(0, lapFrames),
    });
    expect(score.recallAt1).toBeUndefined();
    expect(score.reason).toContain("visited again");
  });

  it("leaves out frames without a position", () => {
    const holes = xM.map((x, i) => (i < 60 ? NaN : x));
    const score = placeRetrieval({ features: knowsPlace, stampsNs: stamps, xM: holes, yM });
    expect(score.recallAt1).toBe(1);
    expect(score.queries).toBeLessThan(240 - 60);
  });

  it("is 0 for collapsed features: a tie is a miss", () => {
    const collapsed = matrixFromRows([...angle].map(() => [1, 1]));
    expect(placeRetrieval({ features: collapsed, stampsNs: stamps, xM, yM }).recallAt1).toBe(0);
  });
});
