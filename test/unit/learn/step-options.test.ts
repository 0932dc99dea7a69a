import { describe, expect, it } from "vitest";
import { stepOptions } from "../../../src/learn/step-options.ts";

describe("the options of a step", () => {
  it("train everything and keep everything by default", () => {
    const plain = { freeze: [], recompute: false, savedActivations: "float32" };
    expect(stepOptions.parse({})).toMatchObject(plain);
  });

  it.each([
    ["savedActivations", { recompute: true, savedActivations: "int8" }],
    ["microBatches", { recompute: true, microBatches: 2 }],
    ["microBatches", { savedActivations: "int8", microBatches: 2 }],
  ])("refuse, at %s, what does not go together: %j", (field, options) => {
    expect(stepOptions.safeParse(options).error?.issues).toMatchObject([{ path: [field] }]);
  });
});
