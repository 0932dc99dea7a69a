import { expect } from "vitest";
import { backward } from "../../src/autodiff/backward.ts";
import { randomFor } from "../../src/core/random.ts";
import { defineGraph } from "../../src/graph/graph.ts";
import { input } from "../../src/graph/leaves.ts";
import { elementCount } from "../../src/graph/shape.ts";
import type { Shape, Value } from "../../src/graph/value.ts";
import { verifyGraph } from "../../src/graph/verify.ts";
import { evaluate, type Tensor } from "./evaluate.ts";

export interface GradientCheckOptions {
  readonly seed?: number | undefined;
  /** Where the inputs are drawn from, uniformly; [−1, 1]. Keep kinks and poles out. */
  readonly range?: readonly [number, number] | undefined;
  /** Allowed difference, relative to the larger of 1 and the gradient; 1e-6. */
  readonly tolerance?: number | undefined;
}

const step = 1e-5;
/** Elements checked of each input: all of a small one, else this many spread evenly. */
const checkedAtMost = 64;

/**
 * Compares the gradient graph of `build` with central differences, in float64, for each input.
 *
 * The loss is the sum of the output weighted by random numbers, so that no two output elements can
 * swap unnoticed. The gradient graph itself is verified too.
 */
export function expectGradientsMatch(
  build: (...inputs: Value[]) => Value,
  shapes: readonly Shape[],
  options: GradientCheckOptions = {},
): void {
  const { seed = 7, range = [-1, 1], tolerance = 1e-6 } = options;
  const random = randomFor(seed, "gradient-check");
  const draw = (shape: Shape, [low, high]: readonly [number, number]): Tensor => ({
    shape,
    data: Float64Array.from(
      { length: elementCount(shape) },
      () => low + (high - low) * random.uniform(),
    ),
  });
  const inputs = shapes.map((shape, i) => input(`x${i}`, "float32", shape));
  const feeds = new Map(inputs.map((x, i) => [`x${i}`, draw(x.shape, range)]));
  const y = build(...inputs);
  const dY = input("dY", y.dtype, y.shape);
  const weights = draw(y.shape, [-1, 1]);
  feeds.set("dY", weights);

  const gradients = backward(y, inputs, dY);
  const outputs = Object.fromEntries(gradients.map((gradient, i) => [`dx${i}`, gradient]));
  verifyGraph(defineGraph({ name: "gradient", inputs: [...inputs, dY], outputs }));
  const analytic = evaluate(gradients, feeds);
  const objective = (): number =>
    evaluate([y], feeds)[0]!.data.reduce((total, value, i) => total + value * weights.data[i]!, 0);

  inputs.forEach((_, i) => {
    const { data } = feeds.get(`x${i}`)!;
    const stride = Math.ceil(data.length / checkedAtMost);
    for (let k = 0; k < data.length; k += stride) {
      const kept = data[k]!;
      data[k] = kept + step;
      const up = objective();
      data[k] = kept - step;
      const down = objective();
      data[k] = kept;
      const numeric = (up - down) / (2 * step);
      const found = analytic[i]!.data[k]!;
      const error = Math.abs(found - numeric) / Math.max(1, Math.abs(numeric));
      expect(
        error,
        `dx${i}[${k}]: ${found} for ${numeric} (seed ${seed}, range ${range.join("…")})`,
      ).toBeLessThan(tolerance);
    }
  });
}
