import type { Config } from "../config/config.ts";
import type { Clock } from "../core/clock.ts";
import { fail } from "../core/errors.ts";
import type { Logger } from "../core/log.ts";
import { selectRows, type Matrix } from "../core/matrix.ts";
import { createSampler } from "../decode/sample-pipeline.ts";
import { alignLabels } from "../evaluate/align-labels.ts";
import { createPixelBaselines } from "../evaluate/baselines.ts";
import type { EvaluationResult, RetrievalResult } from "../evaluate/evaluation-result.ts";
import type { NextFrameScore } from "../evaluate/next-frame-skill.ts";
import type { ProbeResult } from "../evaluate/probe.ts";
import { placeRetrieval, temporalRetrieval, type RetrievalScore } from "../evaluate/retrieval.ts";
import { fitAndTestRows, type Split } from "../evaluate/splits.ts";
import type { Sample } from "../frames/sample.ts";
import type { ClipTiming } from "../learn/batch/draw-clip.ts";
import { compileStep } from "../learn/compile-step.ts";
import { featureStd } from "../learn/health/feature-std.ts";
import { rankMe } from "../learn/health/rank-me.ts";
import { initialState } from "../learn/initial-state.ts";
import { openTrainer } from "../learn/trainer.ts";
import type { Recording } from "../recording/recording.ts";
import { streamFor } from "../recording/stream-for.ts";
import type { Engine, NamedTensors } from "../runtime/engine.ts";
import { chooseEngine } from "../runtime/choose-engine.ts";
import { createCleanup } from "./cleanup.ts";
import { openBatchEncoder } from "./encode-samples.ts";
import { labelTrack } from "./label-track.ts";
import { nextFrameScore } from "./next-frame-score.ts";
import { probeLabels } from "./probe-labels.ts";
import { openSource } from "./open-source.ts";
import { readAllSamples } from "./read-all-samples.ts";
import { learnerOptions, planSensor, type SensorPlan } from "./sensor-plan.ts";
import { readTrainedEncoder } from "./trained-encoder.ts";

export interface EvaluateOptions {
  readonly recording: string;
  readonly checkpoint: string;
  readonly sensor: string;
  readonly stream?: string | undefined;
  /** Label columns to probe. */
  readonly probes: readonly string[];
  /** Of these, those whose probe also sees how features changed since the frame before. */
  readonly motionProbes: readonly string[];
  /** What is scored, and what the probes are fitted on. */
  readonly test: Split;
  readonly fit: Split;
  readonly hasBaselines: boolean;
  /** Whether probes are also fitted on 10, 50 and 200 labels. */
  readonly hasFewLabels: boolean;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onProgress: (sentence: string) => void;
}

/** How far ahead the next frame is also scored. */
const horizonsS = { "0.1": 0.1, "0.25": 0.25, "0.5": 0.5, "1.0": 1 };
/** A pose further from its frame than this is of another place. */
const poseToleranceMs = 100;

/**
 * Scores a checkpoint's encoder, frozen, on a recording: probes, next-frame skill, retrieval, health,
 * with the baselines beside them.
 *
 * @throws AppError RECORDING_…, CHECKPOINT_…, LABEL_UNKNOWN, OPTION_INVALID; INTERRUPTED by `signal`
 */
export async function evaluate(options: EvaluateOptions): Promise<EvaluationResult> {
  const { sensor, signal } = options;
  const cleanup = createCleanup();
  try {
    const { config, state } = await readTrainedEncoder(options.checkpoint, sensor);
    const plan = planSensor(config, sensor);
    const recording = await openSource(options.recording);
    cleanup.add(() => recording.close());
    const tracks = options.probes.map((name) => labelTrack(recording, name));
    const { modality } = plan.learner;
    const stream = streamFor(recording, { sensor, modality, stream: options.stream });
    // Ranges that cannot be are refused here, before minutes are spent.
    const { fit, test } = options;
    fitAndTestRows({ fit, test, stampsNs: new BigInt64Array(stream.frameCount) });
    const goOn = (sentence: string): void => {
      if (signal.aborted) fail("INTERRUPTED", "the evaluation");
      options.onProgress(sentence);
    };

    const samples = await readAllSamples({
      recording,
      stream,
      sampler: createSampler({ ...plan.sampler, encoding: stream.encoding }),
      sensor,
      clock: options.clock,
      log: options.log,
      onProgress: goOn,
    });
    const stampsNs = BigInt64Array.from(samples, (s) => s.stampNs);
    const rows = fitAndTestRows({ fit, test, stampsNs });
    const testSamples = rows.test.map((row) => samples[row]!);

    const { engine } = await chooseEngine(config.engine);
    cleanup.add(() => engine.close());
    goOn("encoding");
    const features = await encodeWith(engine, plan, state, samples, config);
    const baselines = options.hasBaselines
      ? await pixelAndRandom(engine, plan, samples, rows.fit, config, goOn)
      : {};

    const probe: Record<string, ProbeResult> = {};
    for (const track of tracks) {
      probe[track.name] = await probeLabels(track, {
        ...{ engine, config, samples, stampsNs, features, baselines, signal },
        ...rows,
        spec: plan.learner,
        isMotion: options.motionProbes.includes(track.name),
        hasSupervised: options.hasBaselines,
        hasFewLabels: options.hasFewLabels,
        onProgress: goOn,
      });
    }

    goOn("predicting the next frames");
    const { draw, spec } = learnerOptions(config, plan);
    const trainer = await openTrainer({
      spec,
      engine,
      seed: config.seed,
      threads: config.learn.threads,
      niceness: 0,
      augment: config.learn.augment,
      resume: { step: 0, state },
    });
    cleanup.add(() => trainer.close());
    const predict = (timing: ClipTiming): Promise<NextFrameScore | undefined> =>
      nextFrameScore({
        ...{ trainer, timing },
        samples: testSamples,
        batch: spec.batch,
        seed: config.seed,
        rangeImage: plan.sampler.modality === "lidar" ? plan.sampler.rangeImage : undefined,
      });
    const nextFrame = await predict(draw.timing);
    const nextFrameAt: Record<string, NextFrameScore> = {};
    for (const [name, horizonS] of nextFrame ? Object.entries(horizonsS) : []) {
      goOn(`predicting ${horizonS} s ahead`);
      const ms = 1000 * horizonS;
      const score = await predict({ ...draw.timing, minHorizonMs: ms, maxHorizonMs: ms });
      if (score) nextFrameAt[name] = score;
    }

    const testFeatures = selectRows(features, rows.test);
    const testBaselines = Object.entries(baselines).map(
      ([name, matrix]) => [name, selectRows(matrix, rows.test)] as const,
    );
    const testStamps = BigInt64Array.from(testSamples, (s) => s.stampNs);
    return {
      sensor,
      frames: samples.length,
      probe,
      nextFrame,
      nextFrameAt,
      retrieval: retrievalOf(testFeatures, testBaselines, (matrix) =>
        temporalRetrieval({ features: matrix, stampsNs: testStamps }),
      ),
      placeRetrieval: placeRetrievalOf(recording, testFeatures, testBaselines, testStamps),
      health: {
        rankMe: rankMe(apartInTime(testFeatures, testStamps)),
        dim: features.columns,
        std: featureStd(testFeatures),
      },
    };
  } finally {
    await cleanup.run();
  }
}

async function encodeWith(
  engine: Engine,
  plan: SensorPlan,
  state: NamedTensors,
  samples: readonly Sample[],
  config: Config,
): Promise<Matrix> {
  const encoder = await openBatchEncoder({
    engine,
    spec: plan.learner,
    state,
    threads: config.learn.threads,
  });
  try {
    return await encoder.encode(samples);
  } finally {
    await encoder.close();
  }
}

/** Thumbnail, principal components of the pixels, and the same encoder before any training. */
async function pixelAndRandom(
  engine: Engine,
  plan: SensorPlan,
  samples: readonly Sample[],
  fit: readonly number[],
  config: Config,
  onProgress: (sentence: string) => void,
): Promise<Readonly<Record<string, Matrix>>> {
  onProgress("baselines: pixels");
  const pixels = createPixelBaselines();
  for (const sample of samples) pixels.add(sample);
  const matrices = pixels.matrices(fit);
  onProgress("baselines: random encoder");
  const { state, constants } = compileStep(plan.learner);
  const untrained = initialState([...state, ...constants], config.seed);
  const randomInit = await encodeWith(engine, plan, untrained, samples, config);
  return { ...matrices, randomInit };
}

function retrievalOf(
  features: Matrix,
  baselines: readonly (readonly [string, Matrix])[],
  retrieve: (features: Matrix) => RetrievalScore,
): RetrievalResult {
  const scores = baselines.flatMap(([name, matrix]) => {
    const { recallAt1 } = retrieve(matrix);
    return recallAt1 === undefined ? [] : [[name, recallAt1] as const];
  });
  return { ...retrieve(features), baselines: Object.fromEntries(scores) };
}

/** Where the recording says where the robot was, as `x` and `y` in metres. */
function placeRetrievalOf(
  recording: Recording,
  features: Matrix,
  baselines: readonly (readonly [string, Matrix])[],
  stampsNs: BigInt64Array,
): RetrievalResult | undefined {
  const [x, y] = ["x", "y"].map((name) => recording.labels.find((track) => track.name === name));
  if (!x || !y) return undefined;
  const [xM, yM] = [x, y].map((track) =>
    alignLabels({ stampsNs, track, toleranceMs: poseToleranceMs }),
  ) as [Float64Array, Float64Array];
  return retrievalOf(features, baselines, (matrix) =>
    placeRetrieval({ features: matrix, stampsNs, xM, yM }),
  );
}

/** Rows at least a second apart: neighbours add nothing to a rank. */
function apartInTime(features: Matrix, stampsNs: BigInt64Array): Matrix {
  const rows: number[] = [];
  for (let i = 0; i < stampsNs.length; i++) {
    const last = rows.at(-1);
    if (last === undefined || stampsNs[i]! - stampsNs[last]! >= 1_000_000_000n) rows.push(i);
  }
  return selectRows(features, rows);
}
