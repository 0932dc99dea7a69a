import { describe, expect, it, onTestFinished } from "vitest";
import { openBatchEncoder } from "../../../src/app/encode-samples.ts";
import { selectRows } from "../../../src/core/matrix.ts";
import { checkSaliency } from "../../../src/explain/check-saliency.ts";
import { correlation } from "../../../src/explain/correlation.ts";
import { openSaliency } from "../../../src/explain/saliency.ts";
import { ridge } from "../../../src/heads/kinds/ridge.ts";
import { compileStep } from "../../../src/learn/compile-step.ts";
import { initialState } from "../../../src/learn/initial-state.ts";
import { engines } from "../../../src/runtime/index.ts";
import { tinySpec, wallDrive } from "../../support/tiny-learner.ts";

const spec = tinySpec();
const drive = wallDrive({ frames: 120, seed: 5 });
/** Red less blue in the upper left quarter alone: what a head on it must look at. */
const labels = Float64Array.from(drive, ({ pixels }) => {
  let sum = 0;
  for (let y = 0; y < 16; y++) {
    for (let x = 0; x < 16; x++) {
      const at = 3 * (32 * y + x);
      sum += pixels[at]! - pixels[at + 2]!;
    }
  }
  return sum / 256;
});

async function opened() {
  const engine = await engines.get("ort-node").create({ provider: "cpu" });
  onTestFinished(() => engine.close());
  const { state, constants } = compileStep(spec);
  const weights = initialState([...state, ...constants], 1);
  const encoder = await openBatchEncoder({ engine, spec, state: weights, threads: 1 });
  const features = await encoder.encode(drive);
  const rows = [...drive.keys()].filter((row) => row % 2 === 0);
  const { model } = await ridge.fit({
    features: selectRows(features, rows),
    labels: Float64Array.from(rows, (row) => labels[row]!),
    seed: 1,
    threads: 1,
    engine: () => Promise.resolve(engine),
  });
  const target = { kind: "head", model, classIndex: 0 } as const;
  return openSaliency({ engine, spec, state: weights, target, threads: 1 });
}

describe("saliency on the wall", () => {
  it("adds up to the answer, agrees with covering, and marks what matters", async () => {
    const saliency = await opened();
    const frames = drive.filter((_, i) => i % 12 === 5);
    for (const frame of frames.slice(0, 3)) {
      const { answer, answerOfNothing, patches } = await saliency.attribute(frame);
      const sum = patches.reduce((a, b) => a + b, 0);
      const size = patches.reduce((a, b) => a + Math.abs(b), 0);
      // Sixteen steps of the path are not the integral.
      expect(Math.abs(sum - (answer - answerOfNothing))).toBeLessThan(0.1 * size);
      expect(correlation(patches, await saliency.occlude(frame))).toBeGreaterThan(0.3);
    }
    const { ratio, marked } = await checkSaliency(saliency, frames, { seed: 1 });
    expect(marked).toBeGreaterThan(0);
    // Chance is 1. An encoder that was never trained spreads what it sees; 1.9 with this seed.
    expect(ratio).toBeGreaterThan(1.4);
  });
});
