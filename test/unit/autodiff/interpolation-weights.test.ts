import { describe, expect, it } from "vitest";
import { interpolationWeights } from "../../../src/autodiff/interpolation-weights.ts";
import { expectAllClose } from "../../support/all-close.ts";

describe("interpolationWeights", () => {
  it.each<[string, number, number, number[]]>([
    // Twice the size: the ends lie beyond the first and last centre and are held there.
    ["half_pixel", 2, 4, [1, 0, 0.75, 0.25, 0.25, 0.75, 0, 1]],
    ["asymmetric", 2, 4, [1, 0, 0.5, 0.5, 0, 1, 0, 1]],
    ["align_corners", 2, 3, [1, 0, 0.5, 0.5, 0, 1]],
    ["align_corners", 3, 1, [1, 0, 0]],
    ["half_pixel", 4, 2, [0.5, 0.5, 0, 0, 0, 0, 0.5, 0.5]],
    ["half_pixel", 1, 2, [1, 1]],
  ])("of %s from %i to %i", (transformation, from, to, expected) => {
    expectAllClose(interpolationWeights({ from, to, transformation }), expected);
  });

  it("refuses a transformation that it does not know, naming those it does", () => {
    expect(() => interpolationWeights({ from: 2, to: 4, transformation: "cubic" })).toThrow(
      expect.objectContaining({
        code: "OPTION_INVALID",
        message: expect.stringMatching(/half_pixel, asymmetric or align_corners/) as string,
      }),
    );
  });
});
