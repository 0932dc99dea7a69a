/**
 * Training steps in a process of their own, as one JSON object: losses, bytes that were moved, and how the
 * step was spelt. The same request gives the same losses, but for rounding, wherever it computes.
 *
 *     node test/native/step-losses.mjs '{ "engine"?, "provider"?, "options"?, "steps"?, "sizes"?, "precision"?,
 *                                         "isPlain"?, "profile"? }'
 *
 * `sizes` are changes of the cases of `bench train-step` by name; `isPlain` leaves out what an engine has beyond
 * ai.onnx; `profile` is the prefix of files that tell which provider ran each operator.
 */
import { stepCases } from "../../dist/bench/train-step/cases.js";
import { openOwnStep } from "../../dist/bench/train-step/own-step.js";
import { elementCount } from "../../dist/graph/shape.js";
import { engines } from "../../dist/runtime/index.js";

/** Small enough for an emulated processor: between them every operator of the default recipes. */
const smallSizes = {
  convInfoNce: { batch: 2, height: 32, width: 32 },
  mergeBoth: { batch: 4, height: 32, width: 64 },
};
const request = JSON.parse(process.argv[2] ?? "{}");
const { steps = 5, sizes = smallSizes, precision = "float32", profile } = request;

const created = await engines.get(request.engine ?? "ort-native").create({
  provider: request.provider ?? "cpu",
  providerOptions: request.options ?? {},
});
const engine = request.isPlain ? { ...created, lowering: () => Promise.resolve({}) } : created;
/** Of float32, which all inputs and outputs of these steps are. */
const bytesOf = (specs) => specs.reduce((sum, { shape }) => sum + 4 * elementCount(shape), 0);

const cases = {};
for (const [name, size] of Object.entries(sizes)) {
  const { spec } = stepCases.find((found) => found.name === name);
  const { session, program, run } = await openOwnStep(
    engine,
    { ...spec, ...size, step: { precision } },
    { threads: 2, profile: profile && `${profile}-${name}` },
  );
  const losses = [];
  for (let i = 0; i < steps; i++) losses.push((await run(1)).scalars.loss);
  cases[name] = {
    losses,
    traffic: await session.traffic?.(),
    // Per step: what has to cross, and what a state that did not stay would add.
    batchBytes: bytesOf(program.inputs),
    outputBytes: bytesOf(program.outputs),
    stateBytes: bytesOf(program.state),
  };
  await session.close();
}
const lowering = await engine.lowering();
await created.close();
process.stdout.write(`${JSON.stringify({ architecture: process.arch, lowering, cases })}\n`);
