import { expect } from "vitest";
import { backward } from "../../src/autodiff/backward.ts";
import { defineGraph } from "../../src/graph/graph.ts";
import type { Shape, Value } from "../../src/graph/value.ts";
import { verifyGraph } from "../../src/graph/verify.ts";
import { drawExpression, firstMismatch, slopesOf } from "./central-differences.ts";
import { evaluate } from "./evaluate.ts";

export interface GradientCheckOptions {
  readonly seed?: number | undefined;
  /** Where the inputs are drawn from, uniformly; [−1, 1]. Keep kinks and poles out. */
  readonly range?: readonly [number, number] | undefined;
  /** Allowed difference, relative to the larger of 1 and the gradient; 1e-6. */
  readonly tolerance?: number | undefined;
}

/** What the check takes when nothing else is said; the mutation run takes the same. */
export const gradientCheckDefaults = { seed: 7, range: [-1, 1], tolerance: 1e-6 } as const;

/**
 * Compares the gradient graph of `build` with central differences, in float64, for each input. The
 * gradient graph itself is verified too.
 */
export function expectGradientsMatch(
  build: (...inputs: Value[]) => Value,
  shapes: readonly Shape[],
  options: GradientCheckOptions = {},
): void {
  const {
    seed = gradientCheckDefaults.seed,
    range = gradientCheckDefaults.range,
    tolerance = gradientCheckDefaults.tolerance,
  } = options;
  const expression = drawExpression(build, shapes, { seed, range });
  const { inputs, y, dY, feeds } = expression;
  const gradients = backward(y, inputs, dY);
  const outputs = Object.fromEntries(gradients.map((gradient, i) => [`dx${i}`, gradient]));
  verifyGraph(defineGraph({ name: "gradient", inputs: [...inputs, dY], outputs }));
  const mismatch = firstMismatch(evaluate(gradients, feeds), slopesOf(expression), tolerance);
  expect(mismatch, `seed ${seed}, range ${range.join("…")}`).toBeUndefined();
}
