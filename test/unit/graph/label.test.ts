import { describe, expect, it } from "vitest";
import { labelled, labelledPart, pathOf, placed, presentPlace } from "../../../src/graph/label.ts";
import { input } from "../../../src/graph/leaves.ts";
import { relu } from "../../../src/graph/ops/relu.ts";
import type { Value } from "../../../src/graph/value.ts";

const x = input("x", "float32", [2]);
const placeOf = ({ node }: Value): string => (node.kind === "operator" ? pathOf(node) : "leaf");
const nowhere = { label: "", direction: "forward" };

describe("labels", () => {
  it("stand on what is built inside, and on nothing before or after", () => {
    const values = [relu(x), labelled("encoder/stem", () => relu(x)), relu(x)];
    expect(values.map(placeOf)).toEqual(["", "encoder/stem", ""]);
  });

  it("of an inner call go before those of an outer one, which hold again after it", () => {
    const values = labelled("encoder", () => [
      relu(x),
      labelled("encoder/stem", () => relu(x)),
      relu(x),
    ]);
    expect(values.map(placeOf)).toEqual(["encoder", "encoder/stem", "encoder"]);
  });

  it("of a part are below what is being built", () => {
    expect(placeOf(labelledPart("a", () => labelledPart("b", () => relu(x))))).toBe("a/b");
  });

  it("keep the direction, and go before one another as places do", () => {
    const place = { label: "", direction: "update" } as const;
    const values = placed(place, () => [
      relu(x),
      labelledPart("adamw", () => relu(x)),
      placed({ label: "stem", direction: "backward" }, () => relu(x)),
    ]);
    expect(values.map(placeOf)).toEqual(["update", "update/adamw", "backward/stem"]);
  });

  it("can be those of a node that the new one stands in for", () => {
    const { node } = labelled("encoder/stem", () => relu(x));
    if (node.kind !== "operator") throw new Error("relu makes an operator");
    expect(placeOf(placed(node, () => relu(x)))).toBe("encoder/stem");
  });

  it("do not outlive a builder that throws", () => {
    expect(() =>
      labelled("encoder", () => {
        throw new Error("no such layer");
      }),
    ).toThrow("no such layer");
    expect(presentPlace()).toEqual(nowhere);
  });

  it("are refused to a builder that goes on later", () => {
    expect(() => labelled("encoder", () => Promise.resolve(relu(x)))).toThrow(
      expect.objectContaining({ code: "GRAPH_INVALID" }),
    );
    expect(presentPlace()).toEqual(nowhere);
  });
});
