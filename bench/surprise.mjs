/**
 * Whether surprise is calibrated on frames that a checkpoint was not trained on: the part of them above the
 * quantiles 0.9 and 0.99 of their own history, and what is said of the frames from a moment on.
 *
 *   npm run build
 *   node bench/surprise.mjs <recording> <checkpoint> <sensor> [first part] [event at seconds]...
 */
import { openSource } from "../dist/app/open-source.js";
import { readSamples } from "../dist/app/recorded-samples.js";
import { learnerOptions, planSensor } from "../dist/app/sensor-plan.js";
import { openForesight } from "../dist/app/surprise/foresight.js";
import { createSurpriseScale } from "../dist/app/surprise/surprise-scale.js";
import { readTrainedEncoder } from "../dist/app/trained-encoder.js";
import { systemClock } from "../dist/core/clock.js";
import { createSampler } from "../dist/decode/sample-pipeline.js";
import { packForesight } from "../dist/learn/pack-foresight.js";
import { streamFor } from "../dist/recording/stream-for.js";
import { chooseEngine } from "../dist/runtime/choose-engine.js";

const [path, checkpoint, sensor, first = "0", ...eventsS] = process.argv.slice(2);
const { config, state } = await readTrainedEncoder(checkpoint, sensor);
const plan = planSensor(config, sensor);
const { timing } = learnerOptions(config, plan).draw;
const { modality } = plan.learner;
const recording = await openSource(path, { withLabels: false });
const stream = streamFor(recording, { sensor, modality });
const start = Math.round(Number(first) * stream.frameCount);
const sampler = createSampler({ ...plan.sampler, encoding: stream.encoding });
const range = { start, end: stream.frameCount };
const reader = readSamples({ recording, stream, sampler, sensor, ...range, clock: systemClock });
const { engine } = await chooseEngine(config.engine);
const packed = packForesight(plan.learner, state);
const foresight = await openForesight({ engine, threads: 1, packed, timing });
const scale = createSurpriseScale();

const judged = [];
for (let sample = await reader.next(); sample; sample = await reader.next()) {
  const errors = await foresight.look(sample);
  const { quantile } = errors ? scale.judge(errors) : {};
  if (quantile === undefined) continue;
  judged.push({ atS: Number(sample.stampNs - recording.startNs) / 1e9, quantile });
}
await reader.close();
await foresight.close();
await engine.close();
await recording.close();

// What was staged is no ordinary driving: its four seconds are left out of the calibration.
const staged = eventsS.map(Number);
const ordinary = judged.filter(({ atS }) => !staged.some((s) => atS >= s && atS < s + 4));
const above = (q) => ordinary.filter(({ quantile }) => quantile > q).length / ordinary.length;
const events = staged.map((s) => {
  const next = judged.filter(({ atS }) => atS >= s - 1e-6).slice(0, 3);
  return { atS: s, quantiles: next.map(({ quantile }) => Number(quantile.toFixed(4))) };
});
const round = (x) => Number(x.toFixed(4));
const report = {
  frames: ordinary.length,
  above90: round(above(0.9)),
  above99: round(above(0.99)),
  events,
};
process.stdout.write(`${JSON.stringify(report)}\n`);
