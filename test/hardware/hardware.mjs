/**
 * All that a device has to show, in one call of under ten minutes: that it trains as the CPU does, that the state
 * stays on it, that float16 learns, how fast it is against PyTorch, and that TensorRT answers as training's
 * provider does. Needs neither npm nor a compiler, only this folder with dist/, prebuilds/ and node_modules/.
 *
 *     node test/hardware/hardware.mjs [--provider cuda|webgpu|cpu] [--tiny] [--python <path>] [--out <file.md>]
 *
 * --provider  what is checked; default cuda
 * --tiny      sizes that a CPU gets through in seconds, for the continuous integration
 * --python    a Python with torch for the peer; default SACCADE_PYTHON, or else python3
 * --out       where the report goes as Markdown; default: standard error
 *
 * `SACCADE_ORT` names the libonnxruntime with the provider beside it. Prints one JSON object as its last line; exit
 * code 1 when a check does not hold. What cannot run here is not run, and says why.
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { againstTorch } from "./against-torch.mjs";
import { halfPrecision } from "./half-precision.mjs";
import { machine, markdown } from "./report.mjs";
import { runProgram } from "./run-program.mjs";
import { sameLosses } from "./same-losses.mjs";
import { tensorRt } from "./tensor-rt.mjs";
import { traffic } from "./traffic.mjs";

const { values } = parseArgs({
  options: {
    provider: { type: "string", default: "cuda" },
    tiny: { type: "boolean", default: false },
    python: { type: "string", default: process.env.SACCADE_PYTHON ?? "python3" },
    out: { type: "string" },
  },
});
/** The whole, with a minute to spare for what comes after the last check. */
const limitMs = 9 * 60_000;
const checks = [sameLosses, traffic, halfPrecision, tensorRt, againstTorch];

const tinySizes = {
  convInfoNce: { batch: 2, height: 32, width: 32 },
  mergeBoth: { batch: 4, height: 32, width: 64 },
};
const wholeSizes = { convInfoNce: {}, mergeBoth: {}, resnetBoth: {} };
// Both sides of a comparison round alike: TensorFloat-32 has ten bits less.
const cudaOptions = { use_tf32: "0", cudnn_conv_algo_search: "HEURISTIC" };
const engines = {
  cuda: { provider: "cuda", options: cudaOptions },
  webgpu: { engine: "ort-node", provider: "webgpu" },
};
const context = {
  provider: values.provider,
  isTiny: values.tiny,
  python: values.python,
  sizes: values.tiny ? tinySizes : wholeSizes,
  engine: engines[values.provider] ?? { provider: values.provider, options: {} },
  deadlineMs: performance.now() + limitMs,
  command: ["node", "test/hardware/hardware.mjs", ...process.argv.slice(2)].join(" "),
};

const doctor = await runProgram(["dist/cli/main.js", "doctor", "--json"], context);
const findings = [];
for (const { name, run } of checks) {
  const startMs = performance.now();
  process.stderr.write(`${name} …\n`);
  const finding = await run(context).catch((error) => ({ failure: error.message }));
  findings.push({ name, ...finding, seconds: (performance.now() - startMs) / 1000 });
}
const facts = machine(context, doctor);
const report = markdown(facts, findings);
if (values.out === undefined) process.stderr.write(report);
else writeFileSync(values.out, report);
process.stdout.write(`${JSON.stringify({ machine: facts, findings })}\n`);
process.exitCode = findings.every(({ isRight, skipped }) => isRight || skipped) ? 0 : 1;
