import type { Matrix } from "../core/matrix.ts";
import { randomFor } from "../core/random.ts";
import type { Sample } from "../frames/sample.ts";
import type { Engine, NamedTensors } from "../runtime/engine.ts";
import { assess, type Assessment } from "./assess.ts";
import type { AugmentOptions } from "./batch/augment.ts";
import type { Clip } from "./batch/clip.ts";
import { drawBatch, type DrawBatchOptions } from "./batch/draw-batch.ts";
import { glimpse, type Glimpse } from "./glimpse.ts";
import type { HealthThresholds } from "./health/health-gate.ts";
import { clipEmbeddings } from "./clip-embeddings.ts";
import { compileEncoder } from "./compile-encoder.ts";
import { drawAnchorSamples } from "./contract/anchor.ts";
import { tensorsOfMap, type LinearMap } from "./contract/linear-map.ts";
import { featuresOf } from "./features-of.ts";
import { createLearnerMemory, type LearnerMemoryOptions } from "./learner-memory.ts";
import type { LearnerSpec } from "./learner-spec.ts";
import type { Segment } from "./memory/segment.ts";
import type { Remembered } from "./memory/memory-file.ts";
import type { MemoryStats } from "./memory/replay-memory.ts";
import { encoderTensors, packEncoder, type PackedEncoder } from "./pack-encoder.ts";
import { foresightTensors, packForesight } from "./pack-foresight.ts";
import { scoreNewFrames, type NewFrameScore } from "./score-new-frames.ts";
import { createStreamTime } from "./stream-time.ts";
import { createTestThenTrain } from "./test-then-train.ts";
import { openTrainer, type RunInputs, type StepReport } from "./trainer.ts";

export interface LearnerOptions {
  readonly spec: LearnerSpec;
  readonly engine: Engine;
  readonly seed: number;
  readonly threads: number;
  readonly niceness: number;
  readonly augment: AugmentOptions;
  /** How batches are drawn; `batch` is the spec's. */
  readonly draw: Omit<DrawBatchOptions, "batch">;
  readonly memory: LearnerMemoryOptions;
  /** Part of the stream that is examined and never trained on; 0 = none. */
  readonly heldOutFraction: number;
  readonly thresholds: HealthThresholds;
  /** Whether a frame is trained on only once `score` has looked at what came with it. */
  readonly testsFirst?: boolean | undefined;
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
  /**
   * Scores the present encoder on the frames that came since the last call; they may be trained on from
   * then on. Undefined while they are too few.
   */
  score(): Promise<NewFrameScore | undefined>;
  /** Undefined while the memory is too young for a batch. */
  assess(): Promise<Assessment | undefined>;
  /** What it predicts and remembers, for people to look at. */
  glimpse(): Promise<Glimpse>;
  /** How the published vector lies in the image. */
  readonly grid: { readonly rows: number; readonly columns: number; readonly channels: number };
  /** The present encoder's own features, under no contract: [n, D], a row a sample. */
  features(samples: readonly Sample[]): Promise<Matrix>;
  /** Frames of the memory, spread over its time; shared with it. */
  spreadSamples(count: number): readonly Sample[];
  /** The present encoder with its weights, for live frames; `alignment`: brings it under a contract. */
  pack(alignment?: LinearMap): Promise<PackedEncoder>;
  /** Goes back to an earlier state of the training, with another learning rate from now on. */
  goBack(state: NamedTensors, rateFactor: number): Promise<void>;
  /** A copy of the whole training state; `into`: an earlier one, which is taken over. */
  state(into?: NamedTensors): Promise<NamedTensors>;
  memory(): MemoryStats;
  /** What it remembers; borrowed until the next `offer`. */
  remembered(): Remembered;
  /** Takes over what an earlier learner remembered, before the first `offer`. Copies. */
  recall(kept: Remembered): void;
  close(): Promise<void>;
}

/** Steps between two looks at what was drawn, where the memory compares features: 4 % of the time. */
const noteEverySteps = 8;

/** What a run trains on, and the clips of its last step. */
interface DrawnRun {
  readonly clips: readonly Clip[];
  readonly batch: RunInputs;
}

/** Opens a learner on an engine. */
export async function openLearner(options: LearnerOptions): Promise<Learner> {
  const { spec, engine, seed, threads, niceness, augment, thresholds, resume } = options;
  const drawOptions: DrawBatchOptions = { ...options.draw, batch: spec.batch };
  const trainer = await openTrainer({ spec, engine, seed, threads, niceness, augment, resume });

  const { memory, heldOutFraction } = options;
  const memories = createLearnerMemory({
    memory,
    timing: drawOptions.timing,
    heldOutFraction,
    seed,
  });
  const { main, heldOut } = memories;
  const order = createTestThenTrain(main);
  const drawable = (): readonly Segment[] =>
    options.testsFirst === true ? order.tested() : main.drawable();
  const streamTime = createStreamTime();
  const [, rows, columns, channels] = compileEncoder(spec, 1).mapShape as [
    number,
    number,
    number,
    number,
  ];
  let bestRecallAt1: number | undefined;
  let running = 0;
  let prepared: DrawnRun | undefined;
  let glimpses = 0;
  const draw = (): DrawnRun | undefined => {
    const first = trainer.step + running + 1;
    const clips: (readonly Clip[])[] = [];
    for (let step = first; step < first + trainer.stepsPerRun; step++) {
      const drawn = drawBatch(drawable(), drawOptions, trainer.randomFor(step));
      if (!drawn) return undefined;
      clips.push(drawn);
    }
    for (const { current } of clips.flat()) main.noteUse(current);
    return { clips: clips.at(-1)!, batch: trainer.assemble(clips, first) };
  };
  const noteFeatures = async (clips: readonly Clip[]): Promise<void> => {
    const { previous, current } = clipEmbeddings(await trainer.look(clips), clips.length);
    current.forEach((row, i) => {
      const sum = row.map((value, c) => value + previous[i]![c]!);
      main.noteFeature(clips[i]!.current, sum);
    });
  };

  return {
    spec,
    get step() {
      return trainer.step;
    },
    offer: (sample) => {
      streamTime.add(sample.stampNs);
      memories.add(sample);
    },
    prepare: () => {
      prepared ??= draw();
    },
    markStream: () => {
      streamTime.take();
    },
    train: async () => {
      const drawn = prepared ?? draw();
      prepared = undefined;
      if (!drawn) return [];
      running = trainer.stepsPerRun;
      try {
        const reports = await trainer.train(drawn.batch, streamTime.take());
        const isDue = reports.some(({ step }) => step % noteEverySteps === 0);
        if (memories.comparesFeatures && isDue) await noteFeatures(drawn.clips);
        return reports;
      } finally {
        running = 0;
      }
    },
    score: async () => {
      const untested = order.untested();
      const score = await scoreNewFrames({
        trainer,
        untested,
        batch: spec.batch,
        seed,
        draw: drawOptions,
      });
      if (score) order.mark();
      return score;
    },
    assess: async () => {
      const assessment = await assess({
        trainer,
        batch: spec.batch,
        seed,
        draw: drawOptions,
        thresholds,
        batches: 8,
        memory: main.segments(),
        heldOut: heldOut.segments(),
        bestRecallAt1,
      });
      const { recallAt1 } = assessment ?? {};
      if (recallAt1 !== undefined) bestRecallAt1 = Math.max(recallAt1, bestRecallAt1 ?? 0);
      return assessment;
    },
    glimpse: () => {
      glimpses += 1;
      const random = randomFor(seed, "glimpse", glimpses);
      const { timing } = drawOptions;
      return glimpse({ trainer, segments: main.segments(), timing, random, remembered: 8 });
    },
    grid: { rows, columns, channels },
    features: (samples) => featuresOf(samples, { trainer, batch: spec.batch }),
    spreadSamples: (count) =>
      drawAnchorSamples(main.segments(), count, randomFor(seed, "anchors", trainer.step)),
    pack: async (alignment) => {
      const own = await trainer.state([...encoderTensors(spec), ...foresightTensors(spec)]);
      const state = alignment ? { ...own, ...tensorsOfMap(alignment) } : own;
      const encoder = packEncoder(spec, { state, step: trainer.step, batch: 1 });
      return { ...encoder, foresight: packForesight(spec, own) };
    },
    goBack: async (state, rateFactor) => {
      await trainer.restore(state);
      trainer.scaleRate(rateFactor);
    },
    state: (into) => trainer.state(undefined, into),
    memory: () => main.stats(),
    remembered: () => ({ main: main.segments(), heldOut: heldOut.segments() }),
    recall: (kept) => {
      main.restore(kept.main);
      heldOut.restore(kept.heldOut);
    },
    close: () => trainer.close(),
  };
}
