import { describe, expect, it } from "vitest";
import { input } from "../../../src/graph/leaves.ts";
import { openLossScale } from "../../../src/learn/loss-scale.ts";
import { evaluate } from "../../support/evaluate.ts";
import { tensorOf } from "../../support/feeds.ts";

const scaling = openLossScale();
const wasFinite = input("isFinite", "float32", []);
const { state, nextState } = scaling.advance(wasFinite);

/** What factor and count become. */
function after(isFinite: boolean, factor: number, finiteSteps: number): number[] {
  const feeds = new Map([
    ["isFinite", tensorOf([], Number(isFinite))],
    ["lossScale/factor", tensorOf([], factor)],
    ["lossScale/finiteSteps", tensorOf([], finiteSteps)],
  ]);
  const values = state.map((t) => nextState[t.next]!);
  return evaluate(values, feeds).map(({ data }) => data[0]!);
}

describe("the loss scale", () => {
  it("starts at 2¹⁵, with no finite step behind it", () => {
    expect(state.map(({ name, init }) => [name, init])).toEqual([
      ["lossScale/factor", { kind: "constant", value: 32768 }],
      ["lossScale/finiteSteps", { kind: "constant", value: 0 }],
    ]);
  });

  it("stays, and counts, while steps are finite", () => {
    expect(after(true, 1024, 0)).toEqual([1024, 1]);
    expect(after(true, 1024, 1998)).toEqual([1024, 1999]);
  });

  it("doubles after 2000 finite steps in a row, up to 2²⁴", () => {
    expect(after(true, 1024, 1999)).toEqual([2048, 0]);
    expect(after(true, 2 ** 24, 1999)).toEqual([2 ** 24, 0]);
  });

  it("halves after a step that was not finite, down to 1, and counts anew", () => {
    expect(after(false, 1024, 1500)).toEqual([512, 0]);
    expect(after(false, 1024, 1999)).toEqual([512, 0]);
    expect(after(false, 1, 3)).toEqual([1, 0]);
  });

  it("takes out of a gradient what it put into the loss", () => {
    const x = input("x", "float32", []);
    const feeds = new Map([
      ["x", tensorOf([], 0.3)],
      ["lossScale/factor", tensorOf([], 4096)],
    ]);
    const scaled = scaling.apply(x);
    const found = evaluate([scaled, scaling.remove(scaled)], feeds).map(({ data }) => data[0]);
    expect(found).toEqual([0.3 * 4096, 0.3]);
  });
});
