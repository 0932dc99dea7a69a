import { loadavg } from "node:os";
import { fail, failFrom } from "../../core/errors.ts";
import { onnxRuntimeVersion } from "../../runtime/ort-node/runtime-version.ts";
import { machineFacts } from "../machine.ts";
import type { Suite, SuiteResult } from "../suite.ts";
import { stepCases } from "./cases.ts";
import { measureCase, type CaseMeasurement } from "./measure-case.ts";
import { textOf } from "./text.ts";

/** Threads of both sides: what the default configuration trains with. */
const threads = 2;
const defaultRounds = 10;

/**
 * More than this many other programs want the cores: then the figures say nothing. PyTorch's threads
 * wait spinning and suffer far more than ours from sharing, so that the ratio would flatter us.
 */
const quietLoad = 0.5;

/** Whole training steps against PyTorch: time, memory, and what opening one costs. */
export const trainStep: Suite = {
  name: "train-step",
  summary: "whole training steps against PyTorch on the same cores",
  cases: stepCases.map(({ name }) => name),
  run: async (context): Promise<SuiteResult> => {
    const { log, signal, python, cases, rounds = defaultRounds, provider = "cpu" } = context;
    const unknown = cases?.find((name) => !trainStep.cases.includes(name));
    if (unknown !== undefined) {
      fail("REGISTRY_UNKNOWN", "case of train-step", unknown, trainStep.cases);
    }
    const interpreter = python ?? process.env["SACCADE_PYTHON"] ?? "python3";
    const loadAverage = loadavg()[0]!;
    const isQuiet = loadAverage <= quietLoad;
    if (!isQuiet) {
      log.warn(`the machine is busy (load ${loadAverage.toFixed(1)}): the ratios will not be fair`);
    }
    const measured: [string, CaseMeasurement][] = [];
    for (const stepCase of stepCases) {
      if (cases !== undefined && !cases.includes(stepCase.name)) continue;
      log.info(`${stepCase.name}: ${rounds} rounds of both sides`);
      const options = { python: interpreter, provider, threads, rounds, signal };
      try {
        measured.push([stepCase.name, await measureCase(stepCase, options)]);
      } catch (error) {
        // The processes of both sides end with the signal, and say only that they did.
        if (signal.aborted) failFrom(error, "INTERRUPTED", "the bench");
        throw error;
      }
    }
    const machine = {
      ...machineFacts(),
      threads,
      provider,
      /** Of the minute before: what else the machine was doing. */
      loadAverage,
      isQuiet,
      onnxruntime: onnxRuntimeVersion(),
      ...measured[0]?.[1].versions,
    };
    return {
      machine,
      results: Object.fromEntries(measured.map(([name, m]) => [name, resultOf(m)])),
      ratios: Object.fromEntries(measured.flatMap(([name, m]) => ratiosOf(name, m))),
      text: textOf(machine, measured),
    };
  },
};

function resultOf(m: CaseMeasurement): Readonly<Record<string, unknown>> {
  const gflop = (2 * m.own.multiplyAdds) / 1e9;
  return {
    medianMs: m.stepMs.ours,
    torchMs: m.stepMs.peer,
    fastestMs: m.fastestMs.ours,
    torchFastestMs: m.fastestMs.peer,
    ratioLowest: m.ratio.lowest,
    ratioHighest: m.ratio.highest,
    steps: m.stepsEach,
    parameters: m.own.parameters,
    nodes: m.own.nodes,
    modelBytes: m.own.modelBytes,
    buildMs: m.own.buildMs,
    sessionMs: m.own.sessionMs,
    gflop,
    productGflops: m.productGflops,
    floorMs: (gflop / m.productGflops) * 1000,
    writtenBytes: m.own.writtenBytes,
    peakBytes: m.grownBytes.ours,
    torchPeakBytes: m.grownBytes.peer,
    torchSetting: m.peer.setting,
    torchTriedMs: m.peer.triedMs,
    firstLoss: m.first.ours["loss"],
    torchFirstLoss: m.first.peer["loss"],
  };
}

function ratiosOf(name: string, m: CaseMeasurement): readonly (readonly [string, number])[] {
  const { ours, peer } = m.grownBytes;
  return [
    [`${name}VsTorch`, m.ratio.median],
    ...(ours !== undefined && peer !== undefined
      ? [[`${name}PeakMemory`, peer / ours] as const]
      : []),
  ];
}
