import { describe, expect, it } from "vitest";
import { gradientsOf, openStepRun, relativeError } from "../../support/run-step.ts";
import { tinySpec } from "../../support/tiny-learner.ts";

const seed = 107;
const float16 = { precision: "float16" } as const;
const specs = {
  merge: tinySpec(),
  conv: tinySpec({ encoder: { name: "conv", widths: [8, 8, 16], groups: 4, channels: 8 } }),
};

describe.each(["merge", "conv"] as const)("a step in float16, encoder %s", (name) => {
  const [full, half] = [specs[name], { ...specs[name], step: float16 }];

  it("has the losses within 0.1 % and each weight's gradient within 5 %", async () => {
    const [exact, rounded] = [await openStepRun(full, { seed }), await openStepRun(half, { seed })];
    const [expected, found] = [await exact.step(), await rounded.step()];
    expect(relativeError([found["loss"]!], [expected["loss"]!])).toBeLessThan(1e-3);
    // Something was rounded: this is not float32 under another name.
    expect(found["loss"]).not.toBe(expected["loss"]);
    const gradients = gradientsOf(rounded);
    const decayed = new Set(
      exact.compiled.parameters.filter((p) => p.isDecayed).map((p) => p.name),
    );
    for (const [parameter, gradient] of gradientsOf(exact)) {
      // Biases are sums that nearly cancel: of them only the whole is compared, below.
      if (!decayed.has(parameter)) continue;
      const error = relativeError(gradients.get(parameter)!, gradient);
      expect(error, `${parameter} (seed ${seed})`).toBeLessThan(0.05);
    }
    const norms = [found["gradientNorm"]!, expected["gradientNorm"]!] as const;
    expect(relativeError([norms[0]], [norms[1]])).toBeLessThan(0.01);
  });

  it("learns as float32 does: 20 losses within 3 % of the first on average, and below half of it at the end", async () => {
    const [exact, rounded] = [await openStepRun(full, { seed }), await openStepRun(half, { seed })];
    const losses: number[] = [];
    const errors: number[] = [];
    for (let i = 0; i < 20; i++) {
      const clipsOf = 1 + (i % 4);
      const expected = await exact.step({ clipsOf });
      const found = await rounded.step({ clipsOf });
      expect(found["isFinite"]).toBe(1);
      losses.push(found["loss"]!);
      errors.push(Math.abs(found["loss"]! - expected["loss"]!) / losses[0]!);
    }
    // Adam divides by the gradient's size: where a weight hardly matters, its rounding errors are steps
    // as long as any. So the two runs drift apart by about 1 % within these 20, and by up to 12 % in a
    // single one, on any spelling of the graph: a bound on each would be a bound on luck.
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    expect(mean, `seed ${seed}`).toBeLessThan(0.03);
    expect(losses.at(-1)).toBeLessThan(0.5 * losses[0]!);
  });
});

describe("a step in float16 whose gradients overflow", () => {
  it("changes nothing but its scale, halves that until they fit, and learns on", async () => {
    const run = await openStepRun(
      { ...specs.merge, step: float16 },
      { seed, start: { "lossScale/factor": 2 ** 24 } },
    );
    const before = new Map(run.state);
    let skipped = 0;
    let report = await run.step();
    for (; report["isFinite"] === 0 && skipped < 24; report = await run.step()) {
      skipped += 1;
      expect(report["lossScale"]).toBe(2 ** (25 - skipped));
      for (const [name, values] of before) {
        if (!name.startsWith("lossScale/")) expect(run.state.get(name), name).toEqual(values);
      }
    }
    expect(skipped).toBeGreaterThan(3);
    expect(run.state.get("lossScale/finiteSteps")).toEqual(Float32Array.of(1));
    expect(run.state.get("encoder/neck/weight")).not.toEqual(before.get("encoder/neck/weight"));
    for (const values of run.state.values()) expect(values.every(Number.isFinite)).toBe(true);
    // Clips of one step again and again: what is learned now shows.
    const losses: number[] = [];
    for (let i = 0; i < 15; i++) losses.push((await run.step({ clipsOf: 1 }))["loss"]!);
    expect(losses.at(-1)).toBeLessThan(losses[0]!);
  });
});
