import { loadavg } from "node:os";
import { fail, failFrom } from "../../core/errors.ts";
import { loadAddon } from "../../native/addon.ts";
import { engines } from "../../runtime/index.ts";
import { stepCases } from "../train-step/cases.ts";
import { machineFacts } from "../machine.ts";
import type { Suite, SuiteResult } from "../suite.ts";
import { measureEngines, type EngineMeasurement } from "./measure-engines.ts";

/** What the default configuration trains with, see src/config/learn-config.ts. */
const threads = 2;
const niceness = 10;
const defaultRounds = 8;
/** With 300, the p99 is the third worst. */
const frames = 300;
/** The lightest and the default one: where the fixed cost of a run shows, and what robots run. */
const caseNames: readonly string[] = ["vitTiny", "mergeBoth"];

/** The native engine against onnxruntime-node as it comes, on the same step and threads. */
export const engine: Suite = {
  name: "engine",
  summary: "the native engine against onnxruntime-node with its outputs taken once",
  cases: stepCases.map(({ name }) => name).filter((name) => caseNames.includes(name)),
  run: async ({ log, signal, cases, rounds = defaultRounds }): Promise<SuiteResult> => {
    const unknown = cases?.find((name) => !engine.cases.includes(name));
    if (unknown !== undefined) fail("REGISTRY_UNKNOWN", "case of engine", unknown, engine.cases);
    const addon = loadAddon();
    if (!addon.loaded) fail("ENGINE_PROVIDER_UNUSABLE", "ort-native", "cpu", addon.reason);
    const loadAverage = loadavg()[0]!;
    const measured: [string, EngineMeasurement][] = [];
    for (const name of engine.cases) {
      if (cases !== undefined && !cases.includes(name)) continue;
      log.info(`${name}: ${rounds} rounds of both sides, then ${2 * frames} frames`);
      try {
        const options = { threads, niceness, rounds, frames, signal };
        measured.push([name, await measureEngines(name, options)]);
      } catch (error) {
        if (signal.aborted) failFrom(error, "INTERRUPTED", "the bench");
        throw error;
      }
    }
    const machine = {
      ...machineFacts(),
      threads,
      niceness,
      loadAverage,
      onnxruntime: engines.get("ort-native").version(),
    };
    return {
      machine,
      results: Object.fromEntries(measured.map(([name, m]) => [name, resultOf(m)])),
      ratios: Object.fromEntries(measured.flatMap(([name, m]) => ratiosOf(name, m))),
      text: measured.flatMap(([name, m]) => linesOf(name, m)),
    };
  },
};

function resultOf(m: EngineMeasurement): Readonly<Record<string, unknown>> {
  return {
    medianMs: m.native.medianMs,
    stockMs: m.stock.medianMs,
    cpuMs: m.native.cpuMs,
    stockCpuMs: m.stock.cpuMs,
    eventLoopDelayMs: m.native.delayMs,
    stockEventLoopDelayMs: m.stock.delayMs,
    inferenceIdleMs: m.inferenceMs.idle,
    inferenceTrainingMs: m.inferenceMs.training,
    inferenceP99Slowdown: m.inferenceMs.training.p99 / m.inferenceMs.idle.p99,
    steps: m.stepsEach,
  };
}

function ratiosOf(name: string, m: EngineMeasurement): readonly (readonly [string, number])[] {
  return [
    [`${name}Cpu`, m.cpuRatio],
    [`${name}Speed`, m.speedRatio],
    [`${name}EventLoopDelayP99`, m.stock.delayMs.p99 / Math.max(0.01, m.native.delayMs.p99)],
    [`${name}InferenceP99`, m.inferenceMs.idle.p99 / m.inferenceMs.training.p99],
  ];
}

function linesOf(name: string, m: EngineMeasurement): readonly string[] {
  const fixed = (value: number, digits = 1): string => value.toFixed(digits);
  const { idle, training } = m.inferenceMs;
  return [
    `${name}: ${fixed(m.cpuRatio, 3)} × less processor time a step than stock, ${fixed(m.speedRatio, 3)} × the speed`,
    `  step       ours ${fixed(m.native.medianMs)} ms, stock ${fixed(m.stock.medianMs)} ms`,
    `  processor  ours ${fixed(m.native.cpuMs)} ms a step, stock ${fixed(m.stock.cpuMs)} ms`,
    `  event loop p99 ours ${fixed(m.native.delayMs.p99)} ms late, stock ${fixed(m.stock.delayMs.p99)} ms`,
    `  inference  p99 ${fixed(idle.p99, 2)} ms idle, ${fixed(training.p99, 2)} ms while training (${fixed(training.p99 / idle.p99, 2)} ×)`,
  ];
}
