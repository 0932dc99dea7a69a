import type { Clock } from "../core/clock.ts";
import { createClockOffset } from "../stream/clock-offset.ts";
import type { StreamStatus } from "./run-status.ts";

/** Our monotonic time less a sensor's stamps, with the shortest way, and how much longer frames take. */
export interface EstimatedOffset {
  readonly offsetMs: number;
  readonly jitterMs: number;
}

/** Watches when one sensor's messages come and what its clock says. */
export interface StreamWatch {
  /** A message came, whatever becomes of it. */
  arrived(arrivalMs: number): void;
  /** A frame was good; its stamp is the sensor's own. */
  stamped(stampNs: bigint, arrivalMs: number): void;
  /** Nobody listens any more: what is told from now on is how the stream was at this moment. */
  ended(): void;
  /** What the sensor's clock says against ours; absent before the first good frame. */
  clockOffset(): EstimatedOffset | undefined;
  status(): StreamStatus;
}

/** Arrivals and stamps that rates are taken from. */
const kept = 32;
/** A stream that is slower than this part of what is expected is late. */
const leastShare = 0.7;
const latePeriods = 2.5;
const silentPeriods = 5;
/** A fast sensor is not silent because the process was busy for a moment. */
const leastSilentMs = 1000;
const clockStepMs = 2000;

/**
 * A watchdog for one stream: `ok`, `late` (slower than 0.7 × what is expected, or nothing for 2.5
 * periods) or `silent` (nothing for 5 periods and a second, or ever). Holds 64 numbers.
 */
export function createStreamWatch(clock: Clock, expectedHz: number): StreamWatch {
  const periodMs = 1000 / expectedHz;
  const arrivals = ring();
  const stamps = ring();
  const offset = createClockOffset({ stepMs: clockStepMs });
  let endMs: number | undefined;

  const state = (ageMs: number | undefined): StreamStatus["state"] => {
    if (ageMs === undefined) return "silent";
    if (ageMs > Math.max(leastSilentMs, silentPeriods * periodMs)) return "silent";
    const times = arrivals.values();
    const spanMs = times.at(-1)! - times[0]!;
    // Two frames are no rate yet, and the moments in between need not be even.
    const isSlow = times.length > 4 && (times.length - 1) * periodMs < leastShare * spanMs;
    return isSlow || ageMs > latePeriods * periodMs ? "late" : "ok";
  };
  return {
    arrived: (arrivalMs) => {
      arrivals.add(arrivalMs);
    },
    stamped: (stampNs, arrivalMs) => {
      stamps.add(Number(stampNs) / 1e6);
      offset.observe(stampNs, arrivalMs);
    },
    ended: () => {
      endMs ??= clock.monotonicMs();
    },
    clockOffset: () => {
      const offsetMs = offset.offsetMs();
      return offsetMs === undefined ? undefined : { offsetMs, jitterMs: offset.jitterMs() };
    },
    status: () => {
      const nowMs = clock.monotonicMs();
      const lastMs = arrivals.values().at(-1);
      const ageMs = lastMs === undefined ? undefined : Math.max(0, (endMs ?? nowMs) - lastMs);
      const monotonicOffsetMs = offset.offsetMs();
      // By the wall clock, so that two machines that both keep time show next to nothing.
      const wallMs = Number(clock.wallNs()) / 1e6;
      return {
        state: state(ageMs),
        expectedHz,
        rateHz: rateOf(stamps.values()),
        newestAgeMs: ageMs,
        ...(monotonicOffsetMs !== undefined && {
          clock: {
            offsetMs: monotonicOffsetMs + wallMs - nowMs,
            jitterMs: offset.jitterMs(),
            steps: offset.steps(),
          },
        }),
      };
    },
  };
}

/** Frames a second by the sensor's own stamps: the middle one of the steps, so that a gap is none. */
function rateOf(stampsMs: readonly number[]): number | undefined {
  const steps = stampsMs
    .slice(1)
    .map((ms, i) => ms - stampsMs[i]!)
    .filter((ms) => ms > 0)
    .sort((a, b) => a - b);
  const middle = steps[steps.length >> 1];
  return steps.length < 4 || middle === undefined ? undefined : 1000 / middle;
}

function ring() {
  const slots = new Float64Array(kept);
  let count = 0;
  return {
    add: (value: number): void => {
      slots[count % kept] = value;
      count += 1;
    },
    /** Oldest first. */
    values: (): readonly number[] =>
      count <= kept
        ? [...slots.subarray(0, count)]
        : Array.from(slots, (_, i) => slots[(count + i) % kept]!),
  };
}
