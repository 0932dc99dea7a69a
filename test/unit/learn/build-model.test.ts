import { describe, expect, it } from "vitest";
import { input } from "../../../src/graph/leaves.ts";
import { createParameters } from "../../../src/graph/parameters.ts";
import { buildModel, encode } from "../../../src/learn/build-model.ts";
import { tinySpec } from "../../support/tiny-learner.ts";

describe("buildModel", () => {
  it("sends both frames of a clip through one encoder", () => {
    const model = buildModel(tinySpec());
    const once = createParameters();
    encode(tinySpec(), once, input("x", "float32", [8, 32, 32, 3]));
    expect(model.parameters.child("encoder").all()).toHaveLength(once.all().length);
  });

  it("names the clips' inputs", () => {
    const names = Object.values(buildModel(tinySpec()).inputs.clips).map(
      ({ node }) => node.kind === "input" && node.name,
    );
    expect(names).toEqual(["previous", "current", "next", "horizonS"]);
  });

  it("keeps the objectives in the spec's order, with their weights", () => {
    const { terms } = buildModel(tinySpec());
    expect(terms.map(({ name, weight }) => [name, weight])).toEqual([
      ["info-nce", 1],
      ["next-frame", 2],
    ]);
  });

  it("hands an encoder its options without its name, and refuses unknown ones", () => {
    const encoder = { name: "merge", widths: [4, 4], chanels: 4 };
    expect(() => buildModel(tinySpec({ encoder }))).toThrow(/chanels/);
  });
});
