import { describe, expect, it } from "vitest";
import { matrixFromRows } from "../../../../src/core/matrix.ts";
import { randomFor } from "../../../../src/core/random.ts";
import { momentsOf, type EmbeddedPair } from "../../../../src/learn/health/embedded-pairs.ts";
import { latentSkill } from "../../../../src/learn/health/latent-skill.ts";
import { sigReg } from "../../../../src/learn/health/sigreg.ts";
import { temporalRecall } from "../../../../src/learn/health/temporal-recall.ts";

const random = randomFor(5, "embeddings");
const normal = (d: number): Float32Array => Float32Array.from({ length: d }, () => random.normal());
/** Pairs ten seconds apart: the later frame is the earlier one and so much noise. */
const pairs = (count: number, noise: number, d = 16): readonly EmbeddedPair[] =>
  Array.from({ length: count }, (_, i) => {
    const previous = normal(d);
    const current = previous.map((value) => value + noise * random.normal());
    const previousNs = BigInt(i) * 10_000_000_000n;
    return { previous, current, previousNs, currentNs: previousNs + 200_000_000n };
  });
const one = Float32Array.of(1, 2, 3);
const collapsed = pairs(40, 0).map((pair) => ({ ...pair, previous: one, current: one }));

describe("temporal recall", () => {
  it("is 1 when moments are told apart and chance when they are not", () => {
    expect(temporalRecall(pairs(40, 0.1), { distractorS: 5 })).toEqual({
      recallAt1: 1,
      queries: 40,
    });
    expect(temporalRecall(pairs(200, 1000), { distractorS: 5 })!.recallAt1).toBeLessThan(0.05);
  });

  it("is 0 for a collapse, which resembles everything alike", () => {
    expect(temporalRecall(collapsed, { distractorS: 5 })!.recallAt1).toBe(0);
  });

  it("is absent where too few moments lie far enough apart", () => {
    expect(temporalRecall(pairs(9, 0.1), { distractorS: 5 })).toBeUndefined();
    expect(temporalRecall(pairs(40, 0.1), { distractorS: 500 })).toBeUndefined();
  });
});

describe("latent skill", () => {
  it("falls from 1 to 0 as the later frame forgets the earlier", () => {
    expect(latentSkill(pairs(60, 0))).toBeCloseTo(1, 6);
    expect(latentSkill(pairs(60, 1))).toBeCloseTo(0.7, 0);
    expect(Math.abs(latentSkill(pairs(200, 1000))!)).toBeLessThan(0.05);
  });

  it("is absent for a collapse and for one pair", () => {
    expect(latentSkill(collapsed)).toBeUndefined();
    expect(latentSkill(pairs(1, 0.1))).toBeUndefined();
  });
});

describe("SIGReg over its null value", () => {
  const rows = (count: number, distinct: number) => {
    const some = Array.from({ length: distinct }, () => normal(16));
    return matrixFromRows(Array.from({ length: count }, (_, i) => some[i % distinct]!));
  };

  it.each([32, 256])("is 1 for %d normal samples", (count) => {
    expect(sigReg(rows(count, count), { isStandardised: false })).toBeCloseTo(1, 0);
  });

  it("is 0.4·N for a collapsed batch, 4 for 8 distinct rows of 32", () => {
    const zeros = matrixFromRows(Array.from({ length: 32 }, () => new Float32Array(16)));
    expect(sigReg(zeros, { isStandardised: false })).toBeCloseTo((0.402 * 32) / 1.06, 0);
    const few = sigReg(rows(32, 8), { isStandardised: false })!;
    expect(few).toBeGreaterThan(3);
    expect(few).toBeLessThan(5);
  });

  it("does not hang on scale and offset where columns are standardised", () => {
    const some = rows(64, 64);
    const moved = { ...some, data: some.data.map((value) => 50 + 9 * value) };
    const standardised = { isStandardised: true };
    expect(sigReg(moved, standardised)).toBeCloseTo(sigReg(some, standardised)!, 6);
  });

  it("is absent for one row and for what is not finite", () => {
    expect(sigReg(rows(1, 1), { isStandardised: false })).toBeUndefined();
    const broken = matrixFromRows([one, Float32Array.of(NaN, 1, 1)]);
    expect(sigReg(broken, { isStandardised: false })).toBeUndefined();
  });
});

it("moments of pairs come in order of time", () => {
  const [a, b] = pairs(2, 1);
  const { stampsNs } = momentsOf([b!, a!]);
  expect([...stampsNs]).toEqual([a!.previousNs, a!.currentNs, b!.previousNs, b!.currentNs]);
});
