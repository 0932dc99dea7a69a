import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readRun, type RunRecord } from "../../support/live-tensors.ts";
import { gradientsOf, openStepRun, relativeError } from "../../support/run-step.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { tinySpec } from "../../support/tiny-learner.ts";

const seed = 103;
const specs = {
  merge: tinySpec({ batch: 16 }),
  conv: tinySpec({
    batch: 16,
    encoder: { name: "conv", widths: [8, 16, 24], groups: 4, channels: 16 },
  }),
};

/** How one step ran, profiled. */
async function recorded(name: keyof typeof specs, microBatches: number): Promise<RunRecord> {
  const folder = await temporaryFolder();
  const modelPath = join(folder, "optimized.onnx");
  const run = await openStepRun(
    { ...specs[name], step: { microBatches } },
    {
      seed,
      session: {
        optimizedModelFilePath: modelPath,
        enableProfiling: true,
        profileFilePrefix: join(folder, "profile"),
      },
    },
  );
  await run.step();
  run.endProfile();
  const profile = (await readdir(folder)).find((file) => file.startsWith("profile"))!;
  return readRun(modelPath, join(folder, profile));
}

describe.each(["merge", "conv"] as const)("a step in micro-batches, encoder %s", (name) => {
  it("has the loss and every gradient of the whole batch within 1e-5", async () => {
    const whole = await openStepRun(specs[name], { seed });
    const parts = await openStepRun({ ...specs[name], step: { microBatches: 4 } }, { seed });
    // The decoder's last product starts at zero and lets no gradient through before the second step.
    for (const run of [whole, parts]) {
      for (const p of run.compiled.parameters) {
        const values = run.state.get(p.name)!;
        values.forEach((value, i) => (values[i] = value + 0.05 * Math.sin(i + p.name.length)));
      }
    }
    const [expected, found] = [await whole.step(), await parts.step()];
    for (const [scalar, value] of Object.entries(expected)) {
      expect(Math.abs(found[scalar]! - value) / Math.abs(value), scalar).toBeLessThan(1e-5);
    }
    const gradients = gradientsOf(parts);
    let largest = 0;
    for (const [parameter, gradient] of gradientsOf(whole)) {
      largest = Math.max(largest, ...gradient.map(Math.abs));
      const error = relativeError(gradients.get(parameter)!, gradient);
      expect(error, `${parameter} (seed ${seed})`).toBeLessThan(1e-5);
    }
    expect(largest).toBeGreaterThan(1e-4);
  });

  it("needs less than 0.4 of the memory in four parts, 0.65 in two", async () => {
    const [one, two, four] = [
      await recorded(name, 1),
      await recorded(name, 2),
      await recorded(name, 4),
    ];
    expect(two.peakBytes / one.peakBytes).toBeLessThan(0.65);
    expect(four.peakBytes / one.peakBytes).toBeLessThan(0.4);
  });
});

it("keeps both passes over the clips apart when ONNX Runtime has optimised the step", async () => {
  const { nodes } = await recorded("merge", 4);
  const uses = nodes.filter(
    ({ name, opType }) =>
      name.startsWith("encoder/stage1/mix/") && /^(Fused)?(Gemm|MatMul)$/.test(opType),
  );
  expect(uses).toHaveLength(8);
  // Each micro-batch of both passes reads three frames by an index of its own; the horizons once.
  const frames = new Set(["previous", "current", "next"]);
  const parts = new Map(nodes.flatMap(({ output, input }) => output.map((o) => [o, input[0]!])));
  const reads = nodes.filter(
    ({ opType, input }) => opType === "Gather" && frames.has(parts.get(input[0]!) ?? ""),
  );
  expect(new Set(reads.map(({ input }) => input[1])).size).toBe(8);
});
