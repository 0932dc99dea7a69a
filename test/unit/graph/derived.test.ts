import { describe, expect, it } from "vitest";
import { backward } from "../../../src/autodiff/backward.ts";
import { gelu } from "../../../src/graph/derived/gelu.ts";
import { l2Normalize } from "../../../src/graph/derived/l2-normalize.ts";
import { logSumExp } from "../../../src/graph/derived/log-sum-exp.ts";
import { meanAll } from "../../../src/graph/derived/mean-all.ts";
import { onesLike } from "../../../src/graph/derived/ones-like.ts";
import { scale } from "../../../src/graph/derived/scale.ts";
import { silu } from "../../../src/graph/derived/silu.ts";
import { square } from "../../../src/graph/derived/square.ts";
import { sumAll } from "../../../src/graph/derived/sum-all.ts";
import { sumRows } from "../../../src/graph/derived/sum-rows.ts";
import { swapLastTwo } from "../../../src/graph/derived/swap-last-two.ts";
import { zerosLike } from "../../../src/graph/derived/zeros-like.ts";
import { constant } from "../../../src/graph/leaves.ts";
import type { Value } from "../../../src/graph/value.ts";
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
    ["zerosLike", zerosLike(x), [0, 0, 0, 0]],
    ["onesLike", onesLike(x), [1, 1, 1, 1]],
  ])("%s", (_, value, expected) => {
    expect(list(value)).toEqual(near(expected));
  });

  it.each<[string, (v: Value) => Value]>([
    ["l2Normalize", (v) => l2Normalize(v, 1)],
    ["gelu", gelu],
    ["silu", silu],
    ["logSumExp", (v) => logSumExp(v, -1, true)],
    ["meanAll of squares", (v) => meanAll(square(v))],
    ["sumRows of squares", (v) => sumRows(square(v))],
  ])("%s has the gradient of its value", (_, build) => {
    expectGradientsMatch((v) => build(v), [[3, 4]]);
  });

  it("l2Normalize has a finite gradient at zero", () => {
    const zero = constant([2], 0);
    const [gradient] = backward(sumAll(l2Normalize(zero, 0)), [zero]) as [Value];
    expect(list(gradient).every(Number.isFinite)).toBe(true);
  });
});
