import { describe, expect, it } from "vitest";
import { input } from "../../../src/graph/leaves.ts";
import type { ParameterSpec } from "../../../src/graph/parameters.ts";
import { flattenParameters } from "../../../src/optim/flatten.ts";
import { evaluate, type Tensor } from "../../support/evaluate.ts";

const parameter = (name: string, shape: readonly number[], isDecayed: boolean): ParameterSpec => ({
  name,
  shape,
  init: { kind: "constant", value: 0 },
  isDecayed,
  value: input(name, "float32", shape),
});
const parameters = [
  parameter("weight", [2, 2], true),
  parameter("bias", [2], false),
  parameter("kernel", [3, 1], true),
];
const gradients = parameters.map(({ name, shape }) => input(`d-${name}`, "float32", shape));
const feeds = new Map<string, Tensor>([
  ["d-weight", { shape: [2, 2], data: Float64Array.of(1, 2, 3, 4) }],
  ["d-bias", { shape: [2], data: Float64Array.of(5, 6) }],
  ["d-kernel", { shape: [3, 1], data: Float64Array.of(7, 8, 9) }],
]);

describe("flattenParameters", () => {
  it("lays those that decay and those that do not side by side", () => {
    const flat = flattenParameters(parameters);
    expect(flat.groups.map((g) => [g.name, g.shape, g.isDecayed, g.sizes])).toEqual([
      ["decayed", [7], true, [4, 3]],
      ["undecayed", [2], false, [2]],
    ]);
    const values = evaluate(flat.flatten(gradients), feeds);
    expect(values.map((v) => [...v.data])).toEqual([
      [1, 2, 3, 4, 7, 8, 9],
      [5, 6],
    ]);
  });

  it("gives every parameter its own part back, in its shape", () => {
    const flat = flattenParameters(parameters);
    const back = evaluate(flat.unflatten(flat.flatten(gradients)), feeds);
    expect(back.map((v) => [v.shape, [...v.data]])).toEqual([
      [
        [2, 2],
        [1, 2, 3, 4],
      ],
      [[2], [5, 6]],
      [
        [3, 1],
        [7, 8, 9],
      ],
    ]);
  });

  it("leaves a group out that nothing is in", () => {
    const flat = flattenParameters(parameters.filter((p) => !p.isDecayed));
    expect(flat.groups.map((g) => g.name)).toEqual(["undecayed"]);
    expect(flat.unflatten(flat.flatten([gradients[1]!]))[0]!.shape).toEqual([2]);
  });
});
