import { describe, expect, it } from "vitest";
import { clipByGlobalNorm } from "../../../src/optim/clip-by-global-norm.ts";
import { expectAllClose } from "../../support/all-close.ts";
import { applyTransform } from "../../support/transform-bench.ts";
import { freeParameter } from "../../support/update-runner.ts";

const parameters = [freeParameter("a", [2]), freeParameter("b", [1])];
const clip = (maxNorm: number, updates: number[][]) =>
  applyTransform(clipByGlobalNorm(maxNorm), { parameters, updates });

describe("clipByGlobalNorm", () => {
  it("scales all updates by one factor when their common norm is too large", () => {
    // ‖(2, 3, 6)‖ = 7, though no tensor alone is above 6.5.
    const { updates, metrics } = clip(6.5, [[2, 3], [6]]);
    expectAllClose(
      updates.flat(),
      [2, 3, 6].map((v) => (v * 6.5) / 7),
      1e-9,
    );
    expect(metrics).toEqual({ gradientNorm: 7 });
  });

  it("leaves smaller updates as they are", () => {
    expect(clip(7.5, [[2, 3], [6]]).updates).toEqual([[2, 3], [6]]);
  });

  it("leaves a gradient of 0 at 0", () => {
    const { updates, metrics } = clip(1, [[0, 0], [0]]);
    expect(updates).toEqual([[0, 0], [0]]);
    expect(metrics["gradientNorm"]).toBe(0);
  });
});
