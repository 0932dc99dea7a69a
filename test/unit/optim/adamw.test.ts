import { describe, expect, it } from "vitest";
import { sumAll } from "../../../src/graph/derived/sum-all.ts";
import { input } from "../../../src/graph/leaves.ts";
import { add } from "../../../src/graph/ops/add.ts";
import { mul } from "../../../src/graph/ops/mul.ts";
import { adamw } from "../../../src/optim/adamw.ts";
import { tensorOf } from "../../support/feeds.ts";
import { freeParameter, runUpdates } from "../../support/update-runner.ts";

const options = {
  learningRate: 0.1,
  weightDecay: 0.2,
  clipNorm: 2,
  warmupSteps: 2,
  beta1: 0.8,
  beta2: 0.9,
  epsilon: 1e-3,
};
/** The gradient of each step: of `w` and of `b`. The second one is clipped: its norm is 5. */
const gradients = [
  [0.6, -0.8],
  [3, 4],
  [-0.5, 0.25],
] as const;

/** loss = gw·w + gb·b, so that the gradients are what is fed. */
function run(start = { w: [1], b: [-1] }) {
  const w = freeParameter("w", [1], true);
  const b = freeParameter("b", [1], false);
  const [gw, gb] = [input("gw", "float32", [1]), input("gb", "float32", [1])];
  const loss = sumAll(add(mul(gw, w.value), mul(gb, b.value)));
  const runner = runUpdates({
    loss,
    parameters: [w, b],
    optimizer: { name: "adamw", ...options },
    start,
  });
  const step = (pair: readonly [number, number]) =>
    runner.step(
      new Map([
        ["gw", tensorOf([1], [pair[0]])],
        ["gb", tensorOf([1], [pair[1]])],
      ]),
    );
  return { runner, step };
}

describe("adamw", () => {
  it("makes the paper's first three steps, by hand", () => {
    const { runner, step } = run();
    let [w, b] = [1, -1];
    const m = [0, 0];
    const v = [0, 0];
    gradients.forEach(([gw, gb], i) => {
      const t = i + 1;
      step([gw, gb]);
      const norm = Math.hypot(gw, gb);
      const clipped = [gw, gb].map((g) => (norm > 2 ? (g * 2) / norm : g));
      const rate = t === 1 ? 0.05 : 0.1;
      const direction = clipped.map((g, k) => {
        m[k] = 0.8 * m[k]! + 0.2 * g;
        v[k] = 0.9 * v[k]! + 0.1 * g * g;
        const [mHat, vHat] = [m[k] / (1 - 0.8 ** t), v[k] / (1 - 0.9 ** t)];
        return mHat / (Math.sqrt(vHat) + 1e-3);
      });
      // Decay is of the weight alone, in proportion to the rate, and not through the moments.
      w -= rate * (direction[0]! + 0.2 * w);
      b -= rate * direction[1]!;
      expect(runner.state("w")[0], `w after step ${t}`).toBeCloseTo(w, 10);
      expect(runner.state("b")[0], `b after step ${t}`).toBeCloseTo(b, 10);
    });
  });

  it("moves by the warmed-up rate times the gradient's sign in its first step", () => {
    const { runner, step } = run({ w: [0], b: [0] });
    step([0.6, -0.8]);
    // m̂ / √v̂ of a single gradient is its sign, but for ε.
    expect(runner.state("w")[0]).toBeCloseTo(-0.05, 3);
    expect(runner.state("b")[0]).toBeCloseTo(0.05, 3);
  });

  it("reports the gradient's norm as it was before clipping", () => {
    const { step } = run();
    expect(step([3, 4])["gradientNorm"]).toBeCloseTo(5, 12);
  });

  it("keeps two moments for each group of parameters, starting at 0", () => {
    const { runner } = run();
    const slots = runner.update.state.filter((t) => t.name.startsWith("adam/"));
    expect(slots.map((t) => t.name)).toEqual([
      "adam/m/decayed",
      "adam/v/decayed",
      "adam/m/undecayed",
      "adam/v/undecayed",
    ]);
    expect(slots.every((t) => t.init.kind === "constant" && t.init.value === 0)).toBe(true);
  });

  it("keeps everything when one gradient alone is not finite", () => {
    const { runner, step } = run();
    step([0.6, -0.8]);
    const before = runner.update.state.map(({ name }) => [...runner.state(name)]);
    expect(step([0.1, Number.NaN])["isFinite"]).toBe(0);
    expect(step([-Infinity, 0.1])["isFinite"]).toBe(0);
    expect(runner.update.state.map(({ name }) => [...runner.state(name)])).toEqual(before);
  });

  it("hands its schedule the options it was given", () => {
    const { learningRate, warmupSteps, beta1, beta2 } = options;
    expect(adamw.build(options).schedule).toMatchObject({
      learningRate,
      warmupSteps,
      beta1,
      beta2,
    });
  });
});
