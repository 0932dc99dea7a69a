import { describe, expect, it } from "vitest";
import { backward } from "../../../src/autodiff/backward.ts";
import { attention } from "../../../src/graph/derived/attention.ts";
import { embed } from "../../../src/graph/derived/embed.ts";
import { gelu } from "../../../src/graph/derived/gelu.ts";
import { globalMaxPool } from "../../../src/graph/derived/global-max-pool.ts";
import { groupNormalize } from "../../../src/graph/derived/group-normalize.ts";
import { instanceNormalize } from "../../../src/graph/derived/instance-normalize.ts";
import { l2Normalize } from "../../../src/graph/derived/l2-normalize.ts";
import { logSumExp } from "../../../src/graph/derived/log-sum-exp.ts";
import { meanAll } from "../../../src/graph/derived/mean-all.ts";
import { onesLike } from "../../../src/graph/derived/ones-like.ts";
import { nthOf } from "../../../src/graph/derived/nth-of.ts";
import { rmsNormalize } from "../../../src/graph/derived/rms-normalize.ts";
import { scale } from "../../../src/graph/derived/scale.ts";
import { silu } from "../../../src/graph/derived/silu.ts";
import { square } from "../../../src/graph/derived/square.ts";
import { sumAll } from "../../../src/graph/derived/sum-all.ts";
import { sumRows } from "../../../src/graph/derived/sum-rows.ts";
import { swapLastTwo } from "../../../src/graph/derived/swap-last-two.ts";
import { variance } from "../../../src/graph/derived/variance.ts";
import { zeroAfter } from "../../../src/graph/derived/zero-after.ts";
import { zerosLike } from "../../../src/graph/derived/zeros-like.ts";
import { constant } from "../../../src/graph/leaves.ts";
import type { Value } from "../../../src/graph/value.ts";
import { derivedCases } from "../../contract/derived-cases.ts";
import { titleOf } from "../../contract/operator-case.ts";
import { evaluate } from "../../support/evaluate.ts";
import { expectGradientsMatch } from "../../support/gradient-check.ts";

const x = constant([2, 2], [1, -2, 3, 4]);
const list = (value: Value): number[] => [...evaluate([value])[0]!.data];
const near = (values: readonly number[]): unknown[] =>
  values.map((value) => expect.closeTo(value, 9) as unknown);

describe("derived expressions", () => {
  it.each<[string, Value, number[]]>([
    ["swapLastTwo", swapLastTwo(x), [1, 3, -2, 4]],
    ["scale", scale(x, 2), [2, -4, 6, 8]],
    ["nthOf", nthOf(x, 1), [3, 4]],
    ["nthOf, after something", nthOf(x, 1, zeroAfter([x])), [3, 4]],
    ["zeroAfter", zeroAfter([x, constant([], 3)]), [0]],
    ["zeroAfter what is no number", zeroAfter([x, constant([2], NaN)]), [0]],
    ["zeroAfter infinities", zeroAfter([constant([2], Infinity), constant([1], -Infinity)]), [0]],
    ["zeroAfter an infinity", zeroAfter([constant([3], -Infinity), x]), [0]],
    ["square", square(x), [1, 4, 9, 16]],
    ["l2Normalize", l2Normalize(x, -1, 1e-6), [1 / Math.sqrt(5), -2 / Math.sqrt(5), 0.6, 0.8]],
    ["l2Normalize of zeros", l2Normalize(constant([2], 0), 0), [0, 0]],
    // Φ(1) = 0.841344746068543
    ["gelu", gelu(constant([2], [0, 1])), [0, 0.841344746068543]],
    ["silu", silu(constant([2], [0, 1])), [0, 1 / (1 + Math.exp(-1))]],
    [
      "logSumExp",
      logSumExp(x, 1),
      [Math.log(Math.exp(1) + Math.exp(-2)), 4 + Math.log1p(Math.exp(-1))],
    ],
    ["logSumExp of large numbers", logSumExp(constant([2], 1000), 0), [1000 + Math.LN2]],
    ["meanAll", meanAll(x), [1.5]],
    ["sumAll", sumAll(x), [6]],
    ["sumRows", sumRows(x), [4, 2]],
    ["sumRows of integers", sumRows(constant([2, 2], [1, 2, 3, 4], "int64")), [4, 6]],
    ["sumRows of a vector", sumRows(constant([2], [1, 2])), [1, 2]],
    ["sumRows of a column", sumRows(constant([2, 1], [1, 2])), [3]],
    ["variance", variance(x, [1]), [2.25, 0.25]],
    // A mean of squares less a square of means would have no digit left.
    ["variance far from 0", variance(constant([2], [1e9, 1e9 + 2]), [0]), [1]],
    ["globalMaxPool", globalMaxPool(constant([1, 2, 2], [1, -2, 3, 4])), [1, 4]],
    ["embed", embed(x, constant([3], [1, 0, -1], "int64")), [3, 4, 1, -2, 3, 4]],
    ["groupNormalize", groupNormalize(constant([1, 4], [1, 3, 2, 6]), 2, 0), [-1, 1, -1, 1]],
    ["instanceNormalize", instanceNormalize(constant([1, 2, 2], [1, 3, 6, 2]), 0), [-1, 1, 1, -1]],
    ["rmsNormalize", rmsNormalize(constant([1, 2], [3, -1]), -1, 4), [1, -1 / 3]],
    ["zerosLike", zerosLike(x), [0, 0, 0, 0]],
    ["onesLike", onesLike(x), [1, 1, 1, 1]],
  ])("%s", (_, value, expected) => {
    expect(list(value)).toEqual(near(expected));
  });

  it.each(derivedCases.map((entry) => [titleOf(entry), entry] as const))(
    "has the gradient of its value: %s",
    (_, { build, shapes }) => {
      expectGradientsMatch(build, shapes);
    },
  );

  it("l2Normalize has a finite gradient at zero", () => {
    const zero = constant([2], 0);
    const [gradient] = backward(sumAll(l2Normalize(zero, 0)), [zero]) as [Value];
    expect(list(gradient).every(Number.isFinite)).toBe(true);
  });

  it("attention of a query that may look nowhere is the plain mean, and stays finite", () => {
    const [query, key] = [constant([1, 2], [1, -1]), constant([2, 2], [5, 1, -2, 3])];
    const mask = constant([1, 2], 0, "bool");
    const seen = attention({ query, key, value: constant([2, 1], [2, 6]) }, { mask });
    expect(list(seen)).toEqual(near([4]));
  });

  it("attention with an added mask weighs as softmax says", () => {
    const [query, key] = [constant([1, 1], 1), constant([2, 1], 0)];
    const mask = constant([1, 2], [0, Math.log(3)]);
    const seen = attention({ query, key, value: constant([2, 1], [0, 4]) }, { mask });
    expect(list(seen)).toEqual(near([3]));
  });

  it.each<[string, () => Value, RegExp]>([
    ["embed", () => embed(constant([2], 0), constant([1], 0, "int64")), /^embed .*\[2\]/],
    ["globalMaxPool", () => globalMaxPool(x), /^globalMaxPool .*\[2, 2\]/],
    ["groupNormalize", () => groupNormalize(x, 3), /^groupNormalize .*multiple of 3.*\[2, 2\]/],
  ])("%s refuses what does not fit", (_, build, message) => {
    expect(build).toThrow(
      expect.objectContaining({
        code: "SHAPE_MISMATCH",
        message: expect.stringMatching(message) as string,
      }),
    );
  });
});
