import { describe, expect, it } from "vitest";
import { input } from "../../../../src/graph/leaves.ts";
import { createParameters } from "../../../../src/graph/parameters.ts";
import { elementCount } from "../../../../src/graph/shape.ts";
import { resnet } from "../../../../src/nn/encoders/resnet.ts";

const build = (size: readonly [number, number], options: object = {}) => {
  const scope = createParameters();
  const map = resnet.build(input("x", "float32", [1, ...size, 3]), options, scope);
  return { map, parameters: scope.all() };
};

describe("resnet", () => {
  it("has 2.8 million parameters and a thirty-second of the image's sides by default", () => {
    const { map, parameters } = build([96, 320]);
    const count = parameters.reduce((sum, p) => sum + elementCount(p.shape), 0);
    expect(count / 1e6).toBeCloseTo(2.8, 1);
    expect(map.shape).toEqual([1, 3, 10, 32]);
  });

  it("gives a flat scan more rows with a narrow patch", () => {
    expect(build([32, 512], { patch: [1, 4] }).map.shape).toEqual([1, 4, 16, 32]);
  });

  it("halves rows and columns at the start of every stage but the first", () => {
    const { parameters } = build([64, 64], { widths: [8, 16], blocks: 2, groups: 4 });
    const skips = parameters.filter((p) => p.name.includes("/skip/")).map((p) => p.name);
    expect(skips).toEqual(["stage2/block1/skip/weight"]);
  });

  it("starts every block as its skip alone", () => {
    const { parameters } = build([64, 64], { widths: [8, 16], groups: 4 });
    const starts = (norm: string) =>
      parameters.flatMap((p) =>
        p.name.endsWith(`${norm}/scale`) && p.init.kind === "constant" ? [p.init.value] : [],
      );
    expect(starts("norm2")).toEqual([0, 0, 0, 0]);
    expect(starts("norm1")).toEqual([1, 1, 1, 1]);
  });

  it("names the nearest size that would do", () => {
    expect(() => build([90, 320])).toThrow(/divisible by 32×32, such as 96×320, received 90×320/);
  });
});
