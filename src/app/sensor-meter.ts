import type { Clock } from "../core/clock.ts";
import { createDropCounter } from "../core/drop-counter.ts";
import { createNextFrameAccumulator } from "../evaluate/next-frame-skill.ts";
import type { Assessment } from "../learn/assess.ts";
import { createLossTrace } from "../learn/loss-trace.ts";
import type { MemoryStats } from "../learn/memory/replay-memory.ts";
import type { StepReport } from "../learn/trainer.ts";
import { objectives } from "../objectives/index.ts";
import type { HeadOutput } from "../publish/head-output.ts";
import { createFrameCounter, type FrameCounter } from "./frame-counter.ts";
import type { LiveEncoder } from "./live-encoder.ts";
import { createPercentileWindow } from "./percentile-window.ts";
import { createRecentLatency } from "./recent-latency.ts";
import type { LossTrack, SensorStatus } from "./run-status.ts";
import { createStreamWatch, type StreamWatch } from "./stream-watch.ts";

/** Everything that is counted about one sensor of a running pipeline. */
export interface SensorMeter {
  readonly frames: FrameCounter;
  readonly stream: StreamWatch;
  stepped(report: StepReport, memory: MemoryStats): void;
  assessed(assessment: Assessment, isPromoted: boolean): void;
  /** Training went back to the last healthy state. */
  rolledBack(): void;
  /** Next-frame errors of `clips` clips that were not trained on before. */
  scored(nextFrame: { readonly error: number; readonly copyLast: number }, clips: number): void;
  /** The stream has changed, as this signal shows. */
  drifted(signal: string): void;
  /** The encoder that answers from now on. */
  serving(model: Pick<LiveEncoder, "version" | "step" | "contract">): void;
  published(dimension: number, latencyMs: number): void;
  /** What the heads said of the newest frame. */
  said(heads: readonly HeadOutput[]): void;
  /** Latency that four of five frames of the last second kept, ms; absent while none was answered. */
  recentLatencyMs(): number | undefined;
  checkpointed(path: string): void;
  checkpoint(): string | undefined;
  status(): SensorStatus;
}

/** Latencies of the last this many frames: more than five minutes at 20 frames a second. */
const latencyWindow = 8192;
/** Losses kept for the sparkline, one for each second of training at most. */
const historyLength = 64;

export function createSensorMeter(options: {
  readonly clock: Clock;
  readonly engine: string;
  readonly provider: string;
  readonly objectives: readonly string[];
  readonly batch: number;
  /** Frames expected a second. */
  readonly rateHz: number;
  /** Faults injected so far, where some are. */
  readonly faults?: (() => Readonly<Record<string, number>>) | undefined;
}): SensorMeter {
  const { clock, engine, provider, batch } = options;
  const frames = createFrameCounter(clock);
  const stream = createStreamWatch(clock, options.rateHz);
  const losses = createLossTrace();
  const histories = new Map(options.objectives.map((name) => [name, [] as number[]]));
  const latency = createPercentileWindow(latencyWindow);
  const recent = createRecentLatency(clock);
  let lastHistoryMs = -Infinity;
  let firstStep: { readonly step: number; readonly ms: number } | undefined;
  let steps = 0;
  let lastStepMs = 0;
  let waitingFor: string | undefined = `waiting for ${batch + 2} frames`;
  let published = 0;
  let dimension = 0;
  let newestHeads: readonly HeadOutput[] = [];
  let last: Assessment | undefined;
  let remembered: MemoryStats | undefined;
  let model: Parameters<SensorMeter["serving"]>[0] | undefined;
  let promotions = 0;
  let rejections = 0;
  let rollbacks = 0;
  let clipsScored = 0;
  const prequential = createNextFrameAccumulator();
  const drift = createDropCounter();
  let checkpointPath: string | undefined;

  const lossTracks = (): Record<string, LossTrack> => {
    const tracks = Object.entries(losses.summary()).map(([name, summary]) => {
      const chance = objectives.get(name).chance(batch);
      const history = histories.get(name) ?? [];
      return [name, { ...summary, chance, history }] as const;
    });
    return Object.fromEntries(tracks);
  };

  return {
    frames,
    stream,
    stepped: ({ step, scalars }, memory) => {
      remembered = memory;
      const nowMs = clock.monotonicMs();
      firstStep ??= { step, ms: nowMs };
      steps = step;
      lastStepMs = nowMs;
      waitingFor = undefined;
      for (const name of options.objectives) losses.add(name, scalars[name]!);
      if (nowMs - lastHistoryMs < 1000) return;
      lastHistoryMs = nowMs;
      for (const [name, history] of histories) {
        history.push(scalars[name]!);
        if (history.length > historyLength) history.shift();
      }
    },
    assessed: (assessment, isPromoted) => {
      last = assessment;
      if (isPromoted) promotions += 1;
      else rejections += 1;
    },
    rolledBack: () => {
      rollbacks += 1;
    },
    scored: ({ error, copyLast }, clips) => {
      prequential.add(error, copyLast, clips);
      clipsScored += clips;
    },
    drifted: (signal) => {
      drift.add(signal);
    },
    serving: ({ version, step, contract }) => {
      model = { version, step, ...(contract && { contract }) };
    },
    published: (size, latencyMs) => {
      published += 1;
      dimension = size;
      latency.add(latencyMs);
      recent.add(latencyMs);
    },
    said: (heads) => {
      newestHeads = heads;
    },
    recentLatencyMs: () => recent.fourthOfFive(),
    checkpointed: (path) => {
      checkpointPath = path;
    },
    checkpoint: () => checkpointPath,
    status: () => {
      const trainedS = firstStep ? (lastStepMs - firstStep.ms) / 1000 : 0;
      const stepsPerSecond = firstStep && trainedS > 0 ? (steps - firstStep.step) / trainedS : 0;
      const score = prequential.score();
      return {
        frames: frames.counts(),
        stream: stream.status(),
        ...(options.faults && { faults: options.faults() }),
        train: { engine, provider, steps, stepsPerSecond, loss: lossTracks(), waitingFor },
        ...(published > 0 && {
          features: { published, dim: dimension, latencyMs: latency.percentiles() },
        }),
        ...(newestHeads.length > 0 && { heads: newestHeads }),
        ...(last?.rankMe !== undefined &&
          last.std !== undefined && {
            health: {
              rankMe: last.rankMe,
              dim: last.dim,
              std: last.std,
              isHealthy: last.verdict.healthy,
              reasons: last.verdict.reasons,
            },
          }),
        ...(last?.nextFrame && { nextFrame: last.nextFrame }),
        ...(score?.skill !== undefined && {
          prequential: { ...score, skill: score.skill, clips: clipsScored },
        }),
        ...(drift.total() > 0 && { drift: drift.byReason() }),
        ...(remembered && { memory: remembered }),
        ...(model && { model: { ...model, promotions, rejections, rollbacks } }),
      };
    },
  };
}
