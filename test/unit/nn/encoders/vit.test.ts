import { describe, expect, it } from "vitest";
import { input } from "../../../../src/graph/leaves.ts";
import { createParameters } from "../../../../src/graph/parameters.ts";
import { vit } from "../../../../src/nn/encoders/vit.ts";

const build = (options: object, size: readonly [number, number] = [16, 32]) => {
  const scope = createParameters();
  const map = vit.build(input("x", "float32", [1, ...size, 3]), options, scope);
  return { map, shapes: new Map(scope.all().map((p) => [p.name, p.shape])) };
};

describe("vit", () => {
  it("embeds each patch with one product and keeps it in its place", () => {
    const { map, shapes } = build({ patch: [8, 4], width: 12, heads: 3, channels: 6 });
    expect(shapes.get("patch/weight")).toEqual([8 * 4 * 3, 12]);
    expect(map.shape).toEqual([1, 2, 8, 6]);
  });

  it("learns a shift a token where positions are learned, and none with waves", () => {
    const learned = build({ patch: [8, 8], width: 12, heads: 3, positions: "learned" });
    expect(learned.shapes.get("position/shift")).toEqual([2, 4, 12]);
    const names = [...build({ patch: [8, 8], width: 12, heads: 3 }).shapes.keys()];
    expect(names.filter((name) => name.startsWith("position"))).toEqual([]);
  });

  it("has as many blocks as its depth", () => {
    const names = [...build({ depth: 3, width: 8, heads: 2 }).shapes.keys()];
    const blocks = names.filter((n) => n.startsWith("block")).map((n) => n.split("/")[0]);
    expect([...new Set(blocks)]).toEqual(["block1", "block2", "block3"]);
  });

  it("refuses heads that do not share the width, by name", () => {
    expect(() => build({ width: 12, heads: 5 })).toThrow(/heads.*OPTION_INVALID/);
  });

  it("names the nearest size that would do", () => {
    expect(() => build({}, [16, 40])).toThrow(/divisible by 16×16, such as 16×48, received 16×40/);
  });
});
