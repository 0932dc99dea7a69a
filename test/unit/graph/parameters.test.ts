import { describe, expect, it } from "vitest";
import { createParameters } from "../../../src/graph/parameters.ts";

const one = { init: { kind: "constant", value: 1 }, isDecayed: true } as const;

describe("parameter scopes", () => {
  it("join their names to the parameter's own", () => {
    const root = createParameters();
    root.parameter("gain", [], one);
    root.child("camera").child("encoder").parameter("weight", [2, 3], one);
    expect(root.all().map((p) => [p.name, p.shape])).toEqual([
      ["gain", []],
      ["camera/encoder/weight", [2, 3]],
    ]);
    expect(root.child("camera").child("encoder").path).toBe("camera/encoder");
  });

  it("put the root's name before every name, and leave it out of labels", () => {
    const root = createParameters("average");
    const stem = root.child("encoder").child("stem");
    stem.parameter("weight", [2], one);
    expect(root.all().map((p) => p.name)).toEqual(["average/encoder/stem/weight"]);
    expect([root.label, stem.label, stem.path]).toEqual([
      "",
      "encoder/stem",
      "average/encoder/stem",
    ]);
  });

  it("give the same tensor to whoever asks for the same name", () => {
    const root = createParameters();
    const first = root.child("a").parameter("weight", [2], one);
    expect(root.child("a").parameter("weight", [2], one)).toBe(first);
    expect(root.child("b").parameter("weight", [2], one)).not.toBe(first);
    expect(root.all()).toHaveLength(2);
  });

  it("make an input of the graph of each", () => {
    const value = createParameters().child("a").parameter("weight", [2, 3], one);
    expect(value).toMatchObject({ dtype: "float32", shape: [2, 3] });
    expect(value.node).toEqual({ kind: "input", name: "a/weight" });
  });

  it("list what lies in them and below, in order of asking, and not a namesake's", () => {
    const root = createParameters();
    for (const path of ["ab", "a", "abc"]) root.child(path).parameter("weight", [1], one);
    root.child("a").child("deep").parameter("bias", [1], one);
    const names = (path: string) =>
      root
        .child(path)
        .all()
        .map((p) => p.name);
    expect(names("a")).toEqual(["a/weight", "a/deep/bias"]);
    expect(names("ab")).toEqual(["ab/weight"]);
    expect(names("none")).toEqual([]);
  });

  it("refuse a name that was asked for with another shape", () => {
    const root = createParameters();
    root.child("a").parameter("weight", [2, 3], one);
    expect(() => root.child("a").parameter("weight", [3, 2], one)).toThrow(
      /parameter 'a\/weight' expected \[2, 3\], received \[3, 2\].*SHAPE_MISMATCH/,
    );
  });
});
