import { openPipeline } from "../../app/run.ts";
import { configSchema } from "../../config/config.ts";
import { systemClock } from "../../core/clock.ts";
import type { Logger } from "../../core/log.ts";
import { recogniseDevice } from "../../runtime/recognise-device.ts";
import { quantile } from "../statistics.ts";

/** What promotions did to the frames that came meanwhile. */
export interface SwitchMeasurement {
  readonly promotions: number;
  /** Frames that the sender numbered, and those of them that were answered. */
  readonly sent: number;
  readonly frames: number;
  /** The others. */
  readonly missed: number;
  /** Of those, in the time of a promotion. */
  readonly missedDuring: number;
  /** From arrival to publication: away from promotions, and in their time. */
  readonly beforeMs: Latency;
  readonly duringMs: Latency;
  /** p99 in the time of a promotion over p99 away from it. */
  readonly ratio: number;
}

/** Milliseconds, over so many frames. */
interface Latency {
  readonly frames: number;
  readonly p50: number;
  readonly p99: number;
}

interface Seen {
  readonly atMs: number;
  readonly ageMs: number;
  readonly version: string;
  readonly frame: number | undefined;
}

/** A promotion's time: loading, the trial on 20 frames, the switch, and what it leaves behind. */
const aroundMs = { before: 1500, after: 500 };
/** The first encoders are opened and warmed up. */
const warmUpMs = 3000;

/**
 * Learns and answers a camera of the built-in world at 20 Hz, promotes as often as it may, and looks at the
 * frames around each change of the model.
 *
 * @throws AppError as the main job; INTERRUPTED is the caller's to notice
 */
export async function measureSwitch(options: {
  /** As long at least, and until there are so many promotions; four times as long at most. */
  readonly seconds: number;
  readonly promotions: number;
  readonly directory: string;
  readonly signal: AbortSignal;
  readonly log: Logger;
}): Promise<SwitchMeasurement> {
  const { seconds, promotions, directory, signal, log } = options;
  const config = configSchema.parse({
    simulator: { scene: "city", seed: 1, speed: 1 },
    sensors: {
      camera: {
        ...{ modality: "camera", from: "inproc://camera", rateHz: 20 },
        image: { width: 96, height: 64 },
      },
    },
    learn: {
      batch: 16,
      // Every examination is to end in a promotion: what is measured is the switch, not the gate.
      health: {
        ...{ everySteps: 80, minRankFraction: 0, minStd: 0, minSlowFastRatio: 0 },
        ...{ minSkill: -1e6, minRecallOfBest: 0, minLatentSkill: -1e6, maxLatentSkill: 1 },
      },
      checkpoint: { directory },
    },
    window: { enabled: false },
  });
  const clock = systemClock;
  const device = await recogniseDevice();
  const pipeline = await openPipeline({ config, device, clock, log });
  const seen: Seen[] = [];
  const startMs = clock.monotonicMs();
  try {
    const end = pipeline.observe({
      answered: (_, { ageMs, modelVersion, frameSequence }) => {
        const atMs = clock.monotonicMs() - startMs;
        seen.push({ atMs, ageMs, version: modelVersion, frame: frameSequence });
      },
      learned: () => undefined,
    });
    for (;;) {
      const elapsedS = (clock.monotonicMs() - startMs) / 1000;
      const isEnough = changesOf(seen).length >= promotions || elapsedS > 4 * seconds;
      if (signal.aborted || (elapsedS > seconds && isEnough)) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    end();
  } finally {
    await pipeline.stop();
  }
  return judge(seen.filter(({ atMs }) => atMs > warmUpMs));
}

/** The first answer of each encoder but the first. */
function changesOf(seen: readonly Seen[]): readonly Seen[] {
  const known = seen.filter(({ atMs }) => atMs > warmUpMs);
  return known.filter(({ version }, i) => i > 0 && version !== known[i - 1]!.version);
}

function judge(seen: readonly Seen[]): SwitchMeasurement {
  const changes = changesOf(seen);
  const isDuring = ({ atMs }: Seen): boolean =>
    changes.some((c) => atMs > c.atMs - aroundMs.before && atMs < c.atMs + aroundMs.after);
  const gapBefore = (own: Seen, i: number): number => {
    const last = seen[i - 1]?.frame;
    return last === undefined || own.frame === undefined ? 0 : own.frame - last - 1;
  };
  const during = seen.filter(isDuring);
  const before = seen.filter((own) => !isDuring(own));
  const sum = (part: readonly Seen[]): number =>
    part.reduce((total, own) => total + gapBefore(own, seen.indexOf(own)), 0);
  const beforeMs = percentiles(before);
  const duringMs = percentiles(during);
  const missed = sum(seen);
  return {
    promotions: changes.length,
    sent: seen.length + missed,
    frames: seen.length,
    missed,
    missedDuring: sum(during),
    beforeMs,
    duringMs,
    ratio: duringMs.p99 / beforeMs.p99,
  };
}

function percentiles(part: readonly Seen[]): Latency {
  const ages = part.map(({ ageMs }) => ageMs);
  if (ages.length === 0) return { frames: 0, p50: NaN, p99: NaN };
  return { frames: ages.length, p50: quantile(ages, 0.5), p99: quantile(ages, 0.99) };
}
