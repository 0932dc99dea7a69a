import { parseArgs } from "node:util";
import { openBatchEncoder } from "../src/app/encode-samples.ts";
import { openSource } from "../src/app/open-source.ts";
import { readAllSamples } from "../src/app/read-all-samples.ts";
import { learnerOptions, planSensor } from "../src/app/sensor-plan.ts";
import { parseConfig } from "../src/config/load.ts";
import { systemClock } from "../src/core/clock.ts";
import { silentLogger } from "../src/core/log.ts";
import { matrixFromRows, rowOf, type Matrix } from "../src/core/matrix.ts";
import { createSampler } from "../src/decode/sample-pipeline.ts";
import { alignLabels } from "../src/evaluate/align-labels.ts";
import { probeColumn } from "../src/evaluate/probe.ts";
import { temporalRetrieval } from "../src/evaluate/retrieval.ts";
import { fitAndTestRows } from "../src/evaluate/splits.ts";
import type { Sample } from "../src/frames/sample.ts";
import { openLearner } from "../src/learn/learner.ts";
import { objectives } from "../src/objectives/index.ts";
import { streamFor } from "../src/recording/stream-for.ts";
import { ortNode } from "../src/runtime/ort-node/ort-node-engine.ts";

/**
 * Each objective alone, for so many steps on one drive through the built-in city: does it collapse, and
 * what can be read off its frozen features on a drive through another city, against the same encoder
 * untrained? Prints one row of a Markdown table after the other.
 *
 * Run: npx tsc -p . --noEmit false --outDir node_modules/.cache/bench &&
 *      node node_modules/.cache/bench/bench/objectives.js --steps 2000
 */
const { values: options } = parseArgs({
  options: {
    steps: { type: "string", default: "2000" },
    sensor: { type: "string", default: "camera" },
    seconds: { type: "string", default: "120" },
    only: { type: "string", multiple: true, default: [] },
  },
});
const steps = Number(options.steps);
const sensor = options.sensor === "lidar" ? "lidar" : "camera";
/** Options without which an objective does not suit frames as small as these. */
const settings: Readonly<Record<string, object>> = { mae: { size: 8 } };

const configOf = (objective: string) =>
  parseConfig(
    JSON.stringify({
      sensors: {
        camera: { modality: "camera", from: "tcp://127.0.0.1:1", image: { width: 64, height: 32 } },
        lidar: {
          modality: "lidar",
          from: "tcp://127.0.0.1:2",
          rangeImage: {
            rows: 32,
            columns: 128,
            fovUpDeg: 10,
            fovDownDeg: -20,
            minRangeM: 0.5,
            maxRangeM: 60,
          },
        },
      },
      learn: {
        encoder: { name: "merge", widths: [16, 32, 64], channels: 16 },
        objectives: [{ name: objective, ...settings[objective] }],
        batch: 16,
        augment: { shiftPx: 2 },
      },
    }),
    { name: "bench" },
  );

interface Drive {
  readonly samples: readonly Sample[];
  readonly label: (name: string) => Float64Array;
}

async function readDrive(seed: number): Promise<Drive> {
  const recording = await openSource(`sim:city?seed=${seed}&seconds=${options.seconds}`);
  const stream = streamFor(recording, { sensor, modality: sensor, stream: undefined });
  const { sampler } = planSensor(configOf("info-nce"), sensor);
  const samples = await readAllSamples({
    recording,
    stream,
    sampler: createSampler({ ...sampler, encoding: stream.encoding }),
    sensor,
    clock: systemClock,
    log: silentLogger,
    onProgress: () => undefined,
  });
  const stampsNs = BigInt64Array.from(samples, (s) => s.stampNs);
  const { labels } = recording;
  return {
    samples,
    label: (name) => {
      const track = labels.find((one) => one.name === name)!;
      return alignLabels({ stampsNs, track, toleranceMs: 100 });
    },
  };
}

/** What is known of motion: each frame's features, the next one's, and the difference. */
function withNext(features: Matrix): Matrix {
  return matrixFromRows(
    Array.from({ length: features.rows }, (_, i) => {
      const own = rowOf(features, i);
      const next = rowOf(features, Math.min(i + 1, features.rows - 1));
      return Float32Array.from([...own, ...next, ...next.map((v, d) => v - own[d]!)]);
    }),
  );
}

const [train, test] = [await readDrive(1), await readDrive(2)];
const labels = {
  yaw: test.label("yawRateRadps"),
  front: test.label("obstacleFrontM"),
};
const engine = await ortNode.create({ provider: "cpu" });
const stampsNs = BigInt64Array.from(test.samples, (s) => s.stampNs);
const rows = fitAndTestRows({ fit: { from: 0, to: 0.7 }, test: { from: 0.7, to: 1 }, stampsNs });
const show = (x: number | undefined, digits = 2): string => x?.toFixed(digits) ?? "–";
const say = (cells: readonly string[]): void => {
  process.stdout.write(`| ${cells.join(" | ")} |\n`);
};

async function measure(name: string, objective: string, count: number): Promise<void> {
  const config = configOf(objective);
  const plan = planSensor(config, sensor);
  const own = learnerOptions(config, plan);
  const learner = await openLearner({ ...own, threads: 1, engine, niceness: 0 });
  for (const sample of train.samples) learner.offer(sample);
  const losses: number[] = [];
  const startMs = performance.now();
  for (let i = 0; i < count; i++) {
    const run = learner.train();
    learner.prepare();
    for (const { scalars } of await run) losses.push(scalars[objective]!);
  }
  const stepMs = (performance.now() - startMs) / Math.max(1, count);
  const health = await learner.assess();
  const state = await learner.state();
  const encoder = await openBatchEncoder({ engine, spec: own.spec, state, threads: 1 });
  const features = await encoder.encode(test.samples);
  await encoder.close();
  await learner.close();
  const probe = (matrix: Matrix, of: Float64Array): number | undefined =>
    probeColumn({ features: matrix, baselines: {}, labels: of, ...rows, stampsNs }).r2;
  const place = temporalRetrieval({ features, stampsNs });
  const last = losses.slice(-50);
  say([
    name,
    show(losses[0], 3),
    show(last.length === 0 ? undefined : last.reduce((a, b) => a + b, 0) / last.length, 3),
    show(
      count === 0 ? undefined : objectives.get(objective).chance(16, settings[objective] ?? {}),
      3,
    ),
    health?.verdict.healthy === true ? "passes" : (health?.verdict.reasons.join("; ") ?? "–"),
    `${show(health?.rankMe, 1)} of ${features.columns}`,
    show(health?.std),
    show(health?.slowFast, 1),
    show(probe(withNext(features), labels.yaw)),
    show(probe(features, labels.front)),
    show(place.recallAt1),
    show(count === 0 ? undefined : stepMs, 1),
  ]);
}

say(
  "objective,first loss,last loss,chance,health gate,rank,std,slow/fast,yaw rate r²,obstacle r²,recall@1,ms a step".split(
    ",",
  ),
);
say(Array.from({ length: 12 }, () => "---"));
await measure("untrained", "info-nce", 0);
const wanted = options.only.length > 0 ? options.only : objectives.names;
for (const name of wanted) await measure(name, name, steps);
await engine.close();
