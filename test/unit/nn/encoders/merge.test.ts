import { describe, expect, it } from "vitest";
import { input } from "../../../../src/graph/leaves.ts";
import { createParameters } from "../../../../src/graph/parameters.ts";
import { topologicalOrder } from "../../../../src/graph/topology.ts";
import { merge } from "../../../../src/nn/encoders/merge.ts";

const build = (options: object) => {
  const scope = createParameters();
  const map = merge.build(input("x", "float32", [1, 16, 16, 3]), options, scope);
  return { map, shapes: new Map(scope.all().map((p) => [p.name, p.shape])) };
};

describe("merge", () => {
  it("gathers 4×4 pixels first and 2×2 cells after that", () => {
    const { shapes } = build({ widths: [6, 10, 12], expansion: 0, channels: 4 });
    expect(shapes.get("stage1/mix/weight")).toEqual([4 * 4 * 3, 6]);
    expect(shapes.get("stage2/mix/weight")).toEqual([2 * 2 * 6, 10]);
    expect(shapes.get("stage3/mix/weight")).toEqual([2 * 2 * 10, 12]);
    expect(shapes.get("neck/weight")).toEqual([12, 4]);
  });

  it("has no perceptron in its first stage, and none at all with expansion 0", () => {
    const names = (expansion: number) =>
      [...build({ widths: [6, 8], expansion }).shapes.keys()].filter((n) => n.includes("/mlp/"));
    expect(names(0)).toEqual([]);
    expect(names(2).every((name) => name.startsWith("stage2/"))).toBe(true);
    expect(names(2)).not.toEqual([]);
  });

  it("mixes cells in its last two stages, and nowhere with mixing 0", () => {
    const stages = (mixing: number) => {
      const names = [...build({ widths: [6, 8, 8], mixing }).shapes.keys()];
      const mixers = names.filter((name) => name.includes("/mixer/"));
      return [...new Set(mixers.map((name) => name.split("/")[0]))];
    };
    expect(stages(4)).toEqual(["stage2", "stage3"]);
    expect(stages(0)).toEqual([]);
  });

  it("is made of matrix products: no convolution", () => {
    const { map } = build({ widths: [6, 8] });
    const ops = topologicalOrder([map]).flatMap((n) => (n.kind === "operator" ? [n.op] : []));
    expect(ops).toContain("MatMul");
    expect(ops).not.toContain("Conv");
  });
});
