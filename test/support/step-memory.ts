import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import type { LearnerSpec } from "../../src/learn/learner-spec.ts";
import { loadAddon } from "../../src/native/addon.ts";

const inDist = (path: string): string =>
  JSON.stringify(new URL(`../../dist/${path}`, import.meta.url).href);

/** Linux tells how much a process held at most, and lets it forget; the addon cuts its memory exactly. */
export const canMeasureMemory = existsSync("/proc/self/clear_refs") && loadAddon().loaded;

/** What a step was said to hold and what it held, MB. */
export interface StepMemory {
  /** Activations that the backward pass reads, of the cost report. */
  readonly savedMb: number;
  /** Most that is held at once, of the cost report. */
  readonly peakMb: number;
  /** What the process grew by while it ran the step twice. */
  readonly grownMb: number;
}

/** A program of its own that opens one step as training does, runs it twice and prints how it grew. */
function program(spec: LearnerSpec): string {
  return `
    import { readFileSync, writeFileSync } from "node:fs";
    import { collectGarbage } from ${inDist("core/external-memory.js")};
    import { costReport } from ${inDist("graph/cost-report.js")};
    import { openOwnStep } from ${inDist("bench/train-step/own-step.js")};
    import { compileStep } from ${inDist("learn/compile-step.js")};
    import { chooseEngine } from ${inDist("runtime/choose-engine.js")};
    const kilobytes = (field) =>
      Number(new RegExp(field + ":\\\\s+(\\\\d+)").exec(readFileSync("/proc/self/status", "utf8"))[1]);
    const spec = ${JSON.stringify(spec)};
    const { engine } = await chooseEngine({ name: "ort-native", provider: "cpu" });
    const { graph } = compileStep(spec, await engine.lowering());
    const { total, peak } = costReport(graph, { state: [], depth: 1 });
    const step = await openOwnStep(engine, spec, { threads: 2 });
    collectGarbage();
    const before = kilobytes("VmRSS");
    writeFileSync("/proc/self/clear_refs", "5");
    await step.run(2);
    const grownMb = (kilobytes("VmHWM") - before) / 1024;
    console.log(JSON.stringify(
      { savedMb: total.savedBytes / 2 ** 20, peakMb: peak.bytes / 2 ** 20, grownMb }));
    await step.close();
    await engine.close();`;
}

/** Measures in a fresh process. */
export async function stepMemory(spec: LearnerSpec): Promise<StepMemory> {
  const args = ["--expose-gc", "--input-type=module", "-e", program(spec)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as StepMemory;
}
