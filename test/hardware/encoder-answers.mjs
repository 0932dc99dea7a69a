/**
 * An encoder's answer to one frame in a process of its own, as one JSON object: `{ map, openS, ms }`, with the
 * seconds that opening took and the fastest answer of some.
 *
 *     node test/hardware/encoder-answers.mjs '{ "provider", "options", "cacheFolder"? }'
 */
import { stepCases } from "../../dist/bench/train-step/cases.js";
import { noiseBatch } from "../../dist/bench/train-step/step-data.js";
import { compileStep } from "../../dist/learn/compile-step.js";
import { initialState } from "../../dist/learn/initial-state.js";
import { packEncoder } from "../../dist/learn/pack-encoder.js";
import { engines } from "../../dist/runtime/index.js";

const { provider, options, cacheFolder } = JSON.parse(process.argv[2]);
const answers = 20;

const { spec } = stepCases.find(({ name }) => name === "mergeBoth");
const state = initialState(compileStep(spec).state, 1);
const { model, input, output } = packEncoder(spec, { state, step: 0, batch: 1 });
const frame = noiseBatch({ ...spec, batch: 1 }, 1).current;

const startMs = performance.now();
const engine = await engines
  .get("ort-native")
  .create({ provider, providerOptions: options, cacheFolder });
const session = await engine.openInference({
  model,
  inputs: [input],
  outputs: [output],
  threads: 2,
});
const openS = (performance.now() - startMs) / 1000;
let map;
let ms = Infinity;
for (let i = 0; i < answers; i++) {
  const beforeMs = performance.now();
  map = [...(await session.run({ frame })).map.data];
  ms = Math.min(ms, performance.now() - beforeMs);
}
await engine.close();
process.stdout.write(`${JSON.stringify({ map, openS, ms })}\n`);
