import { describe, expect, it } from "vitest";
import { input } from "../../../../src/graph/leaves.ts";
import { createParameters } from "../../../../src/graph/parameters.ts";
import { linear } from "../../../../src/nn/layers/linear.ts";
import { expectAllClose } from "../../../support/all-close.ts";
import { evaluate } from "../../../support/evaluate.ts";
import { tensorOf } from "../../../support/feeds.ts";

describe("linear", () => {
  it("is x·W + b on the last axis, whatever stands before it", () => {
    const scope = createParameters();
    const y = linear(scope, input("x", "float32", [2, 1, 3]), { outputs: 2 });
    const feeds = new Map([
      ["x", tensorOf([2, 1, 3], [1, 2, 3, -1, 0, 1])],
      ["weight", tensorOf([3, 2], [1, 10, 2, 20, 3, 30])],
      ["bias", tensorOf([2], [0.5, -0.5])],
    ]);
    expect(y.shape).toEqual([2, 1, 2]);
    // 1·1 + 2·2 + 3·3 = 14 and ten times that; −1 + 3 = 2 and ten times that.
    expectAllClose(evaluate([y], feeds)[0]!.data, [14.5, 139.5, 2.5, 19.5]);
  });

  it("starts at the zero function with gain 0, and draws by fan-in otherwise", () => {
    const scope = createParameters();
    const x = input("x", "float32", [1, 3]);
    linear(scope.child("zero"), x, { outputs: 2, gain: 0 });
    linear(scope.child("drawn"), x, { outputs: 2, gain: 1.5 });
    const byName = new Map(scope.all().map((p) => [p.name, p]));
    expect(byName.get("zero/weight")!.init).toEqual({ kind: "constant", value: 0 });
    expect(byName.get("drawn/weight")!.init).toEqual({ kind: "fan-in", fanIn: 3, gain: 1.5 });
    expect(byName.get("drawn/bias")!.init).toEqual({ kind: "constant", value: 0 });
  });

  it("decays its weight and never its bias", () => {
    const scope = createParameters();
    linear(scope, input("x", "float32", [1, 3]), { outputs: 2 });
    expect(scope.all().map((p) => [p.name, p.isDecayed])).toEqual([
      ["weight", true],
      ["bias", false],
    ]);
  });

  it("has no bias when told so", () => {
    const scope = createParameters();
    linear(scope, input("x", "float32", [1, 3]), { outputs: 2, hasBias: false });
    expect(scope.all().map((p) => p.name)).toEqual(["weight"]);
  });
});
