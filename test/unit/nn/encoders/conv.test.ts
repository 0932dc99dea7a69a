import { describe, expect, it } from "vitest";
import { input } from "../../../../src/graph/leaves.ts";
import { createParameters } from "../../../../src/graph/parameters.ts";
import { conv } from "../../../../src/nn/encoders/conv.ts";

describe("conv", () => {
  it("is a stem, one residual stage for each further width, and a neck", () => {
    const scope = createParameters();
    const x = input("x", "float32", [1, 64, 64, 3]);
    conv.build(x, { widths: [8, 16, 24, 32], groups: 4, channels: 6 }, scope);
    const parts = [...new Set(scope.all().map((p) => p.name.split("/")[0]))];
    expect(parts).toEqual(["stem", "stem-norm", "stage1", "stage2", "stage3", "neck"]);
    const neck = scope.all().find((p) => p.name === "neck/weight");
    expect(neck?.shape).toEqual([32, 6]);
  });

  it("refuses groups that do not divide a width, by name", () => {
    const x = input("x", "float32", [1, 64, 64, 3]);
    const build = (): unknown =>
      conv.build(x, { widths: [8, 8, 8], groups: 3 }, createParameters());
    expect(build).toThrow(/groups.*OPTION_INVALID/);
  });
});
