import { describe, expect, it } from "vitest";
import { orthogonalGradient } from "../../../src/optim/orthogonal-gradient.ts";
import { expectAllClose } from "../../support/all-close.ts";
import { besideAlgorithm } from "../../support/fed-gradients.ts";
import { applyTransform } from "../../support/transform-bench.ts";
import { freeParameter } from "../../support/update-runner.ts";

const parameters = [{ ...freeParameter("w", [5]), sizes: [3, 2] }];
const project = (gradient: readonly number[], recent: readonly number[]) =>
  applyTransform(orthogonalGradient(0.75), {
    parameters,
    updates: [gradient],
    values: { "orthogonal/c/w": recent },
  });
const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, x, i) => sum + x * b[i]!, 0);

describe("orthogonalGradient", () => {
  it("leaves of each tensor's gradient what is at right angles to its recent ones", () => {
    const [recent, gradient] = [
      [1, 2, -1, 3, 4],
      [0.5, 1, 2, -1, 2],
    ];
    const [left] = project(gradient, recent).updates;
    for (const [from, to] of [
      [0, 3],
      [3, 5],
    ]) {
      expect(dot(left!.slice(from, to), recent.slice(from, to))).toBeCloseTo(0, 12);
      const taken = gradient.slice(from, to).map((g, i) => g - left!.slice(from, to)[i]!);
      // What was taken out lies along c.
      expect(Math.abs(dot(taken, recent.slice(from, to)))).toBeCloseTo(
        Math.hypot(...taken) * Math.hypot(...recent.slice(from, to)),
        12,
      );
    }
  });

  it("takes a repeated gradient out and lets one at right angles pass", () => {
    expectAllClose(project([2, 4, 6, 0, 0], [1, 2, 3, 0, 0]).updates[0]!, [0, 0, 0, 0, 0]);
    expectAllClose(project([2, -1, 0, 4, -3], [1, 2, 3, 3, 4]).updates[0]!, [2, -1, 0, 4, -3]);
  });

  it("lets the first gradient pass, and remembers it", () => {
    const { updates, kept } = project([1, 2, 3, 4, 5], [0, 0, 0, 0, 0]);
    expect(updates).toEqual([[1, 2, 3, 4, 5]]);
    expect(kept).toEqual({ "orthogonal/c/w": [0.25, 0.5, 0.75, 1, 1.25] });
  });

  it("is not there without a β", () => {
    const { updates, kept } = applyTransform(orthogonalGradient(undefined), {
      parameters,
      updates: [[1, 2, 3, 4, 5]],
    });
    expect([updates, kept]).toEqual([[[1, 2, 3, 4, 5]], {}]);
  });
});

/** The paper's equations for one tensor, from one step to the next. */
function createProjection(beta: number) {
  const recent: number[][] = [];
  return (gradient: readonly number[], i: number): readonly number[] => {
    const c = (recent[i] ??= gradient.map(() => 0));
    const along = dot(c, c) === 0 ? 0 : dot(gradient, c) / dot(c, c);
    const left = gradient.map((g, k) => g - along * c[k]!);
    recent[i] = c.map((value, k) => beta * value + (1 - beta) * gradient[k]!);
    return left;
  };
}

describe("an optimizer with orthogonal gradients", () => {
  it("is orthogonal descent with momentum for sgd", () => {
    const project = createProjection(0.9);
    const velocity: number[][] = [];
    besideAlgorithm(
      {
        name: "sgd",
        learningRate: 0.1,
        warmupSteps: 0,
        weightDecay: 0,
        clipNorm: 1e6,
        orthogonalBeta: 0.9,
      },
      (tensors, gradients) => {
        tensors.forEach(({ values }, i) => {
          const v = (velocity[i] ??= values.map(() => 0));
          project(gradients[i]!, i).forEach((u, k) => {
            v[k] = 0.9 * v[k]! + u;
            values[k]! -= 0.1 * v[k];
          });
        });
      },
      (found, expected) => {
        expectAllClose(found, expected, 1e-12);
      },
      { steps: 6, seed: 15 },
    );
  });

  it("is orthogonal AdamW for adamw, of clipped gradients", () => {
    const project = createProjection(0.9);
    const moments: { m: number[]; v: number[] }[] = [];
    besideAlgorithm(
      { name: "adamw", learningRate: 0.1, warmupSteps: 0, clipNorm: 1, orthogonalBeta: 0.9 },
      (tensors, gradients, t) => {
        const norm = Math.hypot(...gradients.flat());
        const clipped = gradients.map((g) => g.map((x) => x * Math.min(1, 1 / norm)));
        tensors.forEach(({ values, isDecayed }, i) => {
          const { m, v } = (moments[i] ??= { m: values.map(() => 0), v: values.map(() => 0) });
          project(clipped[i]!, i).forEach((u, k) => {
            m[k] = 0.9 * m[k]! + 0.1 * u;
            v[k] = 0.98 * v[k]! + 0.02 * u * u;
            const root = Math.sqrt(v[k] / (1 - 0.98 ** t)) + 1e-8;
            const direction = m[k] / (1 - 0.9 ** t) / root;
            values[k]! -= 0.1 * (direction + (isDecayed ? 0.01 * values[k]! : 0));
          });
        });
      },
      (found, expected) => {
        expectAllClose(found, expected, 1e-9);
      },
      { steps: 6, seed: 16 },
    );
  });
});
