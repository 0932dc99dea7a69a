import type { CaseMeasurement } from "./measure-case.ts";

/** The measurements for people: one paragraph a case. Pure. */
export function textOf(
  machine: Readonly<Record<string, unknown>>,
  measured: readonly (readonly [string, CaseMeasurement])[],
): readonly string[] {
  const { cpu, cores, threads, provider, node, onnxruntime, torch, libraries, isQuiet } = machine;
  return [
    `${String(cpu)}, ${String(cores)} cores, ${String(threads)} threads a side, both on ${String(provider)}; ` +
      `node ${String(node)}, ONNX Runtime ${String(onnxruntime)}, ` +
      `PyTorch ${String(torch)} (${String(libraries)})`,
    ...(isQuiet === false ? ["the machine was busy with something else: measure again"] : []),
    ...measured.flatMap(([name, m]) => ["", ...caseLines(name, m)]),
  ];
}

const fixed = (value: number, digits = 1): string => value.toFixed(digits);
const mb = (bytes: number | undefined): string =>
  bytes === undefined ? "not measured" : `${fixed(bytes / 2 ** 20, 0)} MB`;

function caseLines(name: string, m: CaseMeasurement): readonly string[] {
  const { ours, peer } = m.stepMs;
  const { median, lowest, highest } = m.ratio;
  const gflop = (2 * m.own.multiplyAdds) / 1e9;
  return [
    `${name}: ${fixed(median, 2)} × PyTorch's speed (rounds from ${fixed(lowest, 2)} to ${fixed(highest, 2)})`,
    `  step    ours ${fixed(ours)} ms, PyTorch ${fixed(peer)} ms (${m.peer.setting}); ${m.stepsEach} steps each`,
    `  fastest ours ${fixed(m.fastestMs.ours)} ms, PyTorch ${fixed(m.fastestMs.peer)} ms`,
    `  floor   ${fixed((gflop / m.productGflops) * 1000)} ms for ${fixed(gflop)} GFLOP at the ` +
      `${fixed(m.productGflops, 0)} GFLOP/s of a matrix product; ${mb(m.own.writtenBytes)} written`,
    `  memory  ours ${mb(m.grownBytes.ours)}, PyTorch ${mb(m.grownBytes.peer)} over the idle process`,
    `  opening build ${fixed(m.own.buildMs, 0)} ms, session ${fixed(m.own.sessionMs, 0)} ms; ` +
      `${m.own.nodes} nodes, ${m.own.parameters} parameters`,
  ];
}
