import type { Config } from "../config/config.ts";
import type { Clock } from "../core/clock.ts";
import { fail } from "../core/errors.ts";
import type { Logger } from "../core/log.ts";
import { createSampler } from "../decode/sample-pipeline.ts";
import { frameRange, type Split } from "../evaluate/splits.ts";
import type { Assessment } from "../learn/assess.ts";
import { nominate } from "../learn/candidate.ts";
import { markPromoted } from "../learn/checkpoint/promoted.ts";
import { readCheckpointKeys } from "../learn/checkpoint/signature.ts";
import { createCheckpointKeeper } from "../learn/checkpoint-keeper.ts";
import { openLearner, type Learner } from "../learn/learner.ts";
import { createLossTrace, type LossSummary } from "../learn/loss-trace.ts";
import { servedVersions } from "../learn/served-versions.ts";
import { createTrainingPace } from "../learn/training-pace.ts";
import type { StepReport } from "../learn/trainer.ts";
import { streamFor } from "../recording/stream-for.ts";
import { chooseEngine } from "../runtime/choose-engine.ts";
import { createCleanup } from "./cleanup.ts";
import { versions } from "./versions.ts";
import { openSource } from "./open-source.ts";
import { readSamples, type RecordedSamples } from "./recorded-samples.ts";
import { learnerOptions, planSensor } from "./sensor-plan.ts";

export interface PretrainOptions {
  readonly recording: string;
  readonly config: Config;
  readonly sensor: string;
  readonly stream?: string | undefined;
  readonly split: Split;
  /**
   * Ends at whichever comes first, after a whole run of steps (learn.step.stepsPerRun); seconds are of
   * training, from the first step on.
   */
  readonly maxSteps?: number | undefined;
  readonly maxSeconds?: number | undefined;
  readonly checkpoint: string;
  /** Ignores what the checkpoint directory already holds. */
  readonly isFresh: boolean;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly log: Logger;
  /** Everything is open, the first step comes next. */
  readonly onStart: () => void;
  readonly onProgress: (progress: PretrainProgress) => void;
}

export interface PretrainProgress {
  readonly frames: number;
  readonly seconds: number;
  readonly report: StepReport;
}

export interface PretrainResult {
  readonly sensor: string;
  /** Different frames that went into the memory. */
  readonly frames: number;
  /** Steps behind the encoder, those of earlier runs included. */
  readonly steps: number;
  readonly seconds: number;
  readonly loss: LossSummary;
  readonly checkpoint: string;
  readonly version: string;
  readonly engine: string;
  readonly provider: string;
  readonly engineReason: string;
  readonly dropped: Readonly<Record<string, number>>;
  readonly health?: Assessment | undefined;
}

/** Frames that enter the memory before the first step, and with each step after it. */
const framesAtStart = 512;
const framesPerStep = 32;

/**
 * Trains on a recording as fast as it goes: the learner of the live pipeline, fed in time order.
 *
 * What is learned depends on seed, config, recording and number of steps alone, so a run that was
 * stopped and resumed ends with the same weights as one that was not.
 * @throws AppError RECORDING_…, SENSOR_UNKNOWN, TRAINING_NO_CLIPS, ENGINE_…, CHECKPOINT_…;
 *   INTERRUPTED when `signal` comes before the first step
 */
export async function pretrain(options: PretrainOptions): Promise<PretrainResult> {
  const {
    config,
    sensor,
    clock,
    log,
    signal,
    maxSteps = Infinity,
    maxSeconds = Infinity,
  } = options;
  const plan = planSensor(config, sensor);
  const recording = await openSource(options.recording, { withLabels: false });
  const cleanup = createCleanup();
  cleanup.add(() => recording.close());
  try {
    const { modality } = plan.learner;
    const stream = streamFor(recording, { sensor, modality, stream: options.stream });
    const range = frameRange("--split", options.split, stream.frameCount);
    const sampler = createSampler({ ...plan.sampler, encoding: stream.encoding });
    const open = (): RecordedSamples =>
      readSamples({ recording, stream, sampler, sensor, ...range, clock });

    const keys = await readCheckpointKeys(config.learn.checkpoint);
    const keeper = createCheckpointKeeper({
      keys,
      root: options.checkpoint,
      keep: config.learn.checkpoint.keep,
      spec: plan.learner,
      seed: config.seed,
      config,
      versions: versions(),
    });
    const { resume, reason } = options.isFresh ? {} : await keeper.latest();
    const served = options.isFresh
      ? []
      : await servedVersions(options.checkpoint, plan.learner, {
          trust: keys.trust,
          keep: 1,
          onDamaged: (sentence) => {
            log.warn(sentence);
          },
        });
    const contract = resume ? served.at(-1)?.kept?.contract : undefined;
    if (resume) log.info(`going on from step ${resume.step}, ${resume.path}`);
    if (reason !== undefined) log.warn(`starting anew: ${reason}`);
    const { engine, choice } = await chooseEngine(config.engine);
    cleanup.add(() => engine.close());
    log.info(`engine ${choice.name} on ${choice.provider}: ${choice.reason}`);
    // Nothing here waits for an answer: training goes first.
    const own = learnerOptions(config, plan);
    const learner = await openLearner({ ...own, niceness: 0, engine, resume });
    cleanup.add(() => learner.close());

    const feed = createFeed(learner, open, range.end - range.start);
    cleanup.add(() => feed.close());
    const { stepsPerRun } = config.learn.step;
    if (learner.step > 0) {
      const stepsBefore = Math.max(0, learner.step - stepsPerRun);
      await feed.upTo(framesAtStart + framesPerStep * stepsBefore, signal);
      learner.markStream();
    }
    await feed.upTo(framesAtStart + framesPerStep * learner.step, signal);

    const pace = createTrainingPace(() => clock.monotonicMs());
    const { enabled, maxDuty } = config.learn.governor;
    if (enabled) pace.setDuty(maxDuty);
    const stopPace = (): void => {
      pace.stop();
    };
    signal.addEventListener("abort", stopPace, { once: true });
    cleanup.add(() => {
      signal.removeEventListener("abort", stopPace);
    });
    options.onStart();
    const losses = createLossTrace();
    const startedMs = clock.monotonicMs();
    let savedMs = startedMs;
    const seconds = (): number => (clock.monotonicMs() - startedMs) / 1000;
    while (learner.step < maxSteps && seconds() < maxSeconds) {
      if (signal.aborted) break;
      const stepMs = clock.monotonicMs();
      const run = learner.train();
      // While it runs, the next one gets its frames and its batches.
      const stepsAfter = learner.step + stepsPerRun;
      const [reports] = await Promise.all([
        run,
        feed.upTo(framesAtStart + framesPerStep * stepsAfter, signal).then(() => {
          if (!signal.aborted) learner.prepare();
        }),
      ]);
      if (reports.length === 0) {
        fail("TRAINING_NO_CLIPS", sensor, feed.frames(), config.learn.batch);
      }
      for (const report of reports) {
        for (const { name } of plan.learner.objectives) losses.add(name, report.scalars[name]!);
        options.onProgress({ frames: feed.frames(), seconds: seconds(), report });
      }
      if (clock.monotonicMs() - savedMs > config.learn.checkpoint.everySeconds * 1000) {
        // The next one may succeed, and the last one must.
        await keeper.save(learner).catch((error: unknown) => {
          log.warn(error instanceof Error ? error.message : String(error));
        });
        savedMs = clock.monotonicMs();
      }
      await pace.rest(clock.monotonicMs() - stepMs);
    }
    if (learner.step === 0) fail("INTERRUPTED", "the first training step");
    const trainedSeconds = seconds();
    const health = await learner.assess();
    const nominated = await nominate(learner, { contract, contractOptions: config.learn.contract });
    const saved = await keeper.save(
      learner,
      "aligned" in nominated ? nominated.aligned : undefined,
    );
    if (health?.verdict.healthy === true && !("refused" in nominated)) {
      // A run that goes on from here answers with it at once, under the same contract.
      const promotedMs = Number(clock.wallNs() / 1_000_000n);
      await markPromoted(saved.path, { modelVersion: saved.version, promotedMs });
    }
    return {
      sensor,
      frames: feed.frames(),
      steps: learner.step,
      seconds: trainedSeconds,
      loss: losses.summary(),
      checkpoint: saved.path,
      version: saved.version,
      engine: engine.name,
      provider: engine.provider,
      engineReason: choice.reason,
      dropped: feed.dropped(),
      health,
    };
  } finally {
    await cleanup.run();
  }
}

/** Feeds a learner from a recording, over and over where the memory cannot hold all of it. */
function createFeed(
  learner: Learner,
  open: () => RecordedSamples,
  frameCount: number,
): {
  upTo(total: number, signal: AbortSignal): Promise<void>;
  frames(): number;
  dropped(): Readonly<Record<string, number>>;
  close(): Promise<void>;
} {
  let samples = open();
  // The first pass meets every frame; the later ones would count the same drops again.
  const { dropped } = samples;
  let fed = 0;
  let isComplete = false;
  let passFrames = 0;
  return {
    upTo: async (total, signal) => {
      while (fed < total && !isComplete && !signal.aborted) {
        const sample = await samples.next();
        if (sample) {
          learner.offer(sample);
          fed += 1;
          passFrames += 1;
          continue;
        }
        const isAllHeld = (learner.memory().released["evicted"] ?? 0) === 0;
        isComplete = isAllHeld || passFrames === 0;
        passFrames = 0;
        if (isComplete) break;
        await samples.close();
        samples = open();
      }
    },
    frames: () => Math.min(fed, frameCount),
    dropped: () => dropped.byReason(),
    close: () => samples.close(),
  };
}
