import { loadavg } from "node:os";
import { fail } from "../../core/errors.ts";
import { loadAddon } from "../../native/addon.ts";
import { machineFacts } from "../machine.ts";
import type { Suite, SuiteResult } from "../suite.ts";
import { kernelCases } from "./cases.ts";
import { measureKernel, type KernelMeasurement } from "./measure-kernel.ts";

const defaultRounds = 15;

/** The addon's sensor kernels against their twins in TypeScript, and against a plain copy of the same bytes. */
export const kernels: Suite = {
  name: "kernels",
  summary: "the addon's sensor kernels against their twins and a plain copy",
  cases: kernelCases.map(({ name }) => name),
  run: async ({ log, signal, cases, rounds = defaultRounds }): Promise<SuiteResult> => {
    const unknown = cases?.find((name) => !kernels.cases.includes(name));
    if (unknown !== undefined) fail("REGISTRY_UNKNOWN", "case of kernels", unknown, kernels.cases);
    const addon = loadAddon();
    if (!addon.loaded) fail("ENGINE_PROVIDER_UNUSABLE", "ort-native", "cpu", addon.reason);
    const loadAverage = loadavg()[0]!;
    const measured: [string, KernelMeasurement][] = [];
    for (const kernelCase of kernelCases) {
      if (cases !== undefined && !cases.includes(kernelCase.name)) continue;
      log.info(`${kernelCase.name}: ${rounds} rounds of kernel, twin and copy`);
      measured.push([kernelCase.name, await measureKernel(kernelCase, { rounds, signal })]);
    }
    return {
      machine: {
        ...machineFacts(),
        threads: 1,
        loadAverage,
      },
      results: Object.fromEntries(measured.map(([name, m]) => [name, { ...m }])),
      ratios: Object.fromEntries(
        measured.flatMap(([name, m]) => [
          [`${name}Twin`, m.twinRatio],
          [`${name}Copy`, m.copyRatio],
        ]),
      ),
      text: measured.map(([name, m]) => lineOf(name, m)),
    };
  },
};

function lineOf(name: string, m: KernelMeasurement): string {
  const times = `${m.nativeMs.toFixed(3)} ms (at best ${m.leastNativeMs.toFixed(3)})`;
  const twin = `${m.twinRatio.toFixed(1)} × the speed of the twin (${m.twinMs.toFixed(2)} ms)`;
  const copy = `${m.copyRatio.toFixed(2)} × that of a copy (${m.copyMs.toFixed(3)} ms)`;
  return `${name}: ${times}, ${twin}, ${copy}`;
}
