import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import type { StepOptions } from "../../../src/learn/step-options.ts";

const inDist = (path: string): string =>
  JSON.stringify(new URL(`../../../dist/${path}`, import.meta.url).href);

/** A program of its own that opens one step as the engine does, runs it twice and prints how it grew. */
function program(step: Partial<StepOptions>): string {
  const spec = {
    sensor: "camera",
    modality: "camera",
    height: 96,
    width: 320,
    batch: 32,
    encoder: { name: "resnet" },
    objectives: [
      { name: "info-nce", weight: 1 },
      { name: "next-frame", weight: 40 },
    ],
    optimizer: { name: "adamw" },
    step,
  };
  return `
    import { readFileSync, writeFileSync } from "node:fs";
    import * as ort from ${JSON.stringify(import.meta.resolve("onnxruntime-node"))};
    import { compileStep } from ${inDist("learn/compile-step.js")};
    import { toOnnx } from ${inDist("graph/serialise.js")};
    import { sessionOptions } from ${inDist("runtime/ort-node/session-options.js")};
    const kilobytes = (field) =>
      Number(new RegExp(field + ":\\\\s+(\\\\d+)").exec(readFileSync("/proc/self/status", "utf8"))[1]);
    const { graph } = compileStep(${JSON.stringify(spec)});
    const session = await ort.default.InferenceSession.create(
      toOnnx(graph), sessionOptions({ provider: "cpu", threads: 2 }));
    const feeds = {};
    for (const { node, shape } of graph.inputs) {
      const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
      for (let i = 0; i < data.length; i++) data[i] = 0.1 + (i % 7) / 50;
      feeds[node.name] = new ort.default.Tensor("float32", data, shape);
    }
    global.gc();
    const before = kilobytes("VmRSS");
    writeFileSync("/proc/self/clear_refs", "5");
    for (let i = 0; i < 2; i++) await session.run(feeds);
    console.log((kilobytes("VmHWM") - before) / 1024);`;
}

async function grownMb(step: Partial<StepOptions>): Promise<number> {
  const code = program(step);
  const args = ["--expose-gc", "--input-type=module", "-e", code];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return Number(stdout);
}

describe("the memory that a run of a step takes", () => {
  it.skipIf(!existsSync("/proc/self/clear_refs"))(
    "is at most 0.6 of what it was where activations are made anew (needs Linux to be measured)",
    async () => {
      const kept = await grownMb({});
      const anew = await grownMb({ recompute: true });
      expect(anew / kept, `${anew} of ${kept} MB`).toBeLessThan(0.6);
      const rounded = await grownMb({ savedActivations: "int8" });
      expect(rounded / kept, `${rounded} of ${kept} MB`).toBeLessThan(0.95);
    },
    180_000,
  );
});
