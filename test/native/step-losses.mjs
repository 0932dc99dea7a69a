/**
 * The losses of some training steps on the CPU through the addon, as one JSON object: whatever
 * processor runs this, they are the same but for rounding. Started by `arm64.mjs` on two of them.
 *
 *     node test/native/step-losses.mjs [steps]
 */
import { stepCases } from "../../dist/bench/train-step/cases.js";
import { openOwnStep } from "../../dist/bench/train-step/own-step.js";
import { engines } from "../../dist/runtime/index.js";

/** Sizes that an emulated processor gets through: between them every operator of the default recipes. */
const sizes = {
  convInfoNce: { batch: 2, height: 32, width: 32 },
  mergeBoth: { batch: 4, height: 32, width: 64 },
};
const steps = Number(process.argv[2] ?? 5);

const engine = await engines.get("ort-native").create({ provider: "cpu" });
const lowering = await engine.lowering();
const losses = {};
for (const [name, size] of Object.entries(sizes)) {
  const { spec } = stepCases.find((found) => found.name === name);
  const step = await openOwnStep(engine, { ...spec, ...size }, { threads: 2 });
  losses[name] = [];
  for (let i = 0; i < steps; i++) losses[name].push((await step.run(1)).scalars.loss);
}
await engine.close();
process.stdout.write(`${JSON.stringify({ architecture: process.arch, lowering, losses })}\n`);
