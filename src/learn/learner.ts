import { randomFor } from "../core/random.ts";
import type { Sample } from "../frames/sample.ts";
import type { Engine, NamedTensors } from "../runtime/engine.ts";
import { assess, type Assessment } from "./assess.ts";
import type { AugmentOptions } from "./batch/augment.ts";
import type { ClipBatch } from "./batch/assemble-batch.ts";
import type { Clip } from "./batch/clip.ts";
import { drawBatch, type DrawBatchOptions } from "./batch/draw-batch.ts";
import { glimpse, type Glimpse } from "./glimpse.ts";
import type { HealthThresholds } from "./health/health-gate.ts";
import { isHeldOut } from "./held-out.ts";
import type { LearnerSpec } from "./learner-spec.ts";
import { createReplayMemory, type MemoryStats } from "./memory/replay-memory.ts";
import { encoderTensors, packEncoder, type PackedEncoder } from "./pack-encoder.ts";
import { createStreamTime } from "./stream-time.ts";
import { openTrainer, type StepReport } from "./trainer.ts";

export interface LearnerOptions {
  readonly spec: LearnerSpec;
  readonly engine: Engine;
  readonly seed: number;
  readonly threads: number;
  readonly niceness: number;
  readonly augment: AugmentOptions;
  /** How batches are drawn; `batch` is the spec's. */
  readonly draw: Omit<DrawBatchOptions, "batch">;
  /** Bytes of samples kept, held-out ones included. */
  readonly memoryBytes: number;
  /** Part of the stream that is examined and never trained on; 0 = none. */
  readonly heldOutFraction: number;
  readonly thresholds: HealthThresholds;
  readonly resume?: { readonly step: number; readonly state: NamedTensors } | undefined;
}

/**
 * One sensor's learner: a memory, a trainer, and an examiner. Calls must not overlap, but for `offer`
 * and `prepare`, which belong into the time that a run takes.
 */
export interface Learner {
  readonly spec: LearnerSpec;
  /** Steps done so far. */
  readonly step: number;
  /** Takes a frame over. Never waits. */
  offer(sample: Sample): void;
  /**
   * Draws the batches of the run after the one in progress, from the memory as it now is: the engine
   * need not wait for them then. Does nothing while the memory is too young.
   */
  prepare(): void;
  /**
   * Says that the frames so far belong to steps that are done: a resumed learner that is fed what it
   * had already seen would take them for new. Without it the first step counts none.
   */
  markStream(): void;
  /**
   * One run of training steps, on what was prepared or is drawn now; starts at once. Reports each step;
   * none while the memory is too young for a batch.
   */
  train(): Promise<readonly StepReport[]>;
  /** Undefined while the memory is too young for a batch. */
  assess(): Promise<Assessment | undefined>;
  /** What it predicts and remembers, for people to look at. */
  glimpse(): Promise<Glimpse>;
  /** The present encoder with its weights, for live frames. */
  pack(): Promise<PackedEncoder>;
  /** A copy of the whole training state; `into`: an earlier one, which is taken over. */
  state(into?: NamedTensors): Promise<NamedTensors>;
  memory(): MemoryStats;
  close(): Promise<void>;
}

/** Stretches are this long: long enough for every gap, short enough to be let go one by one. */
const segmentS = 2;
const heldOutPeriodS = 10;
/** Part of the memory's bytes that held-out frames may take. */
const heldOutShare = 1 / 8;

/** Opens a learner on an engine. */
export async function openLearner(options: LearnerOptions): Promise<Learner> {
  const { spec, engine, seed, threads, niceness, augment, thresholds, resume } = options;
  const drawOptions: DrawBatchOptions = { ...options.draw, batch: spec.batch };
  const trainer = await openTrainer({ spec, engine, seed, threads, niceness, augment, resume });

  const longestMs = drawOptions.timing.maxGapMs + drawOptions.timing.maxHorizonMs;
  const segments = Math.max(segmentS, (2 * longestMs) / 1000);
  const memoryOptions = {
    segmentS: segments,
    maxGapS: Math.max(1, longestMs / 1000),
    stationaryBelow: 0.004,
    seed,
  };
  const main = createReplayMemory({
    ...memoryOptions,
    budgetBytes: options.memoryBytes * (1 - heldOutShare),
  });
  const heldOut = createReplayMemory({
    ...memoryOptions,
    budgetBytes: options.memoryBytes * heldOutShare,
  });
  const streamTime = createStreamTime();
  let originNs: bigint | undefined;
  let running = 0;
  let prepared: ClipBatch | undefined;
  let glimpses = 0;
  const draw = (): ClipBatch | undefined => {
    const first = trainer.step + running + 1;
    const clips: (readonly Clip[])[] = [];
    for (let step = first; step < first + trainer.stepsPerRun; step++) {
      const drawn = drawBatch(main.segments(), drawOptions, trainer.randomFor(step));
      if (!drawn) return undefined;
      clips.push(drawn);
    }
    return trainer.assemble(clips, first);
  };

  return {
    spec,
    get step() {
      return trainer.step;
    },
    offer: (sample) => {
      originNs ??= sample.stampNs;
      streamTime.add(sample.stampNs);
      const isKeptApart =
        options.heldOutFraction > 0 &&
        isHeldOut(sample.stampNs, {
          originNs,
          fraction: options.heldOutFraction,
          periodS: heldOutPeriodS,
        });
      (isKeptApart ? heldOut : main).add(sample);
    },
    prepare: () => {
      prepared ??= draw();
    },
    markStream: () => {
      streamTime.take();
    },
    train: async () => {
      const batch = prepared ?? draw();
      prepared = undefined;
      if (!batch) return [];
      running = trainer.stepsPerRun;
      try {
        return await trainer.train(batch, streamTime.take());
      } finally {
        running = 0;
      }
    },
    assess: () =>
      assess({
        trainer,
        batch: spec.batch,
        seed,
        draw: drawOptions,
        thresholds,
        batches: 8,
        memory: main.segments(),
        heldOut: heldOut.segments(),
      }),
    glimpse: () => {
      glimpses += 1;
      const random = randomFor(seed, "glimpse", glimpses);
      const { timing } = drawOptions;
      return glimpse({ trainer, segments: main.segments(), timing, random, remembered: 8 });
    },
    pack: async () =>
      packEncoder(spec, {
        state: await trainer.state(encoderTensors(spec)),
        step: trainer.step,
        batch: 1,
      }),
    state: (into) => trainer.state(undefined, into),
    memory: () => main.stats(),
    close: () => trainer.close(),
  };
}
