import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import type { Lowering } from "../../src/graph/lower-graph.ts";
import type { LearnerSpec } from "../../src/learn/learner-spec.ts";

const inDist = (path: string): string =>
  JSON.stringify(new URL(`../../dist/${path}`, import.meta.url).href);

/** Linux tells how much a process held at most, and lets it forget; nothing else that we run on does. */
export const canMeasureMemory = existsSync("/proc/self/clear_refs");

/** A program of its own that opens one step as the engine does, runs it twice and prints how it grew. */
function program(spec: LearnerSpec, lowering: Lowering): string {
  return `
    import { readFileSync, writeFileSync } from "node:fs";
    import * as ort from ${JSON.stringify(import.meta.resolve("onnxruntime-node"))};
    import { compileStep } from ${inDist("learn/compile-step.js")};
    import { toOnnx } from ${inDist("graph/serialise.js")};
    import { sessionOptions } from ${inDist("runtime/ort-node/session-options.js")};
    const kilobytes = (field) =>
      Number(new RegExp(field + ":\\\\s+(\\\\d+)").exec(readFileSync("/proc/self/status", "utf8"))[1]);
    const { graph } = compileStep(${JSON.stringify(spec)}, ${JSON.stringify(lowering)});
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

/** How much a fresh process with a step opened grows while it runs the step twice, MB. */
export async function grownMb(spec: LearnerSpec, lowering: Lowering = {}): Promise<number> {
  const args = ["--expose-gc", "--input-type=module", "-e", program(spec, lowering)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return Number(stdout);
}
