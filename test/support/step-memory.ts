import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import type { LearnerSpec } from "../../src/learn/learner-spec.ts";
import { loadAddon } from "../../src/native/addon.ts";

/** The first block of the arena, of which the step needs less. @see AddArena in native/ort/library.cpp */
const arenaBytes = 512 * 2 ** 20;
/** The most that glibc takes for its threshold. */
const largestMappedBytes = 32 * 2 ** 20;

const inDist = (path: string): string =>
  JSON.stringify(new URL(`../../dist/${path}`, import.meta.url).href);

/** Linux tells how much of each mapping is resident; the addon's runs take theirs from one that is kept. */
export const canMeasureMemory = existsSync("/proc/self/smaps") && loadAddon().loaded;

/** What a step was said to hold and what it held, MB. */
export interface StepMemory {
  /** Activations that the backward pass reads, of the cost report. */
  readonly savedMb: number;
  /** Most that is held at once, of the cost report. */
  readonly peakMb: number;
  /** What the runtime's arena grew by while the step ran twice: the room for the next state with it. */
  readonly grownMb: number;
}

/**
 * A program of its own that opens one step as training does, runs it twice and prints how the arena grew.
 *
 * The process as a whole tells less: its heap gives back what compiling left, or takes it again, at times
 * that are the machine's. The arena is one mapping, the only one that large that can be written, of which
 * no page is given back while a session is open. So what of it is resident is what was ever touched, the
 * holes between values included, and depends on the sizes and the order of values alone.
 */
function program(spec: LearnerSpec): string {
  return `
    import { readFileSync } from "node:fs";
    import { collectGarbage } from ${inDist("core/external-memory.js")};
    import { costReport } from ${inDist("graph/cost-report.js")};
    import { openOwnStep } from ${inDist("bench/train-step/own-step.js")};
    import { compileStep } from ${inDist("learn/compile-step.js")};
    import { chooseEngine } from ${inDist("runtime/choose-engine.js")};
    const mappings = () => readFileSync("/proc/self/smaps", "utf8").split(/\\n(?=[0-9a-f]+-[0-9a-f]+ )/);
    const kilobytes = (mapping, field) => Number(new RegExp(field + ": +(\\\\d+)").exec(mapping)[1]);
    const arenaMb = () => {
      const found = mappings().filter(
        (text) => / rw-p /.test(text) && kilobytes(text, "Size") >= ${arenaBytes} / 1024);
      if (found.length !== 1) throw new Error("expected one arena, found " + found.length);
      return kilobytes(found[0], "Rss") / 1024;
    };
    const spec = ${JSON.stringify(spec)};
    const { engine } = await chooseEngine({ name: "ort-native", provider: "cpu" });
    const { graph } = compileStep(spec, await engine.lowering());
    const { total, peak } = costReport(graph, { state: [], depth: 1 });
    const step = await openOwnStep(engine, spec, { threads: 2 });
    collectGarbage();
    const beforeMb = arenaMb();
    await step.run(2);
    const grownMb = arenaMb() - beforeMb;
    console.log(JSON.stringify(
      { savedMb: total.savedBytes / 2 ** 20, peakMb: peak.bytes / 2 ** 20, grownMb }));
    await step.close();
    await engine.close();`;
}

/** Measures in a fresh process. */
export async function stepMemory(spec: LearnerSpec): Promise<StepMemory> {
  const args = ["--expose-gc", "--input-type=module", "-e", program(spec)];
  // Nothing else of the heap gets a mapping of its own: the kernel would join it with the arena's.
  const env = { ...process.env, MALLOC_MMAP_THRESHOLD_: String(largestMappedBytes) };
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  return JSON.parse(stdout) as StepMemory;
}
