import type { Config } from "../config/config.ts";
import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/log.ts";
import type { DeviceProfile } from "../runtime/device-profile.ts";
import { firstGovernorState, govern } from "../runtime/governor/govern.ts";
import type { GovernorLimits, GovernorReadings } from "../runtime/governor/readings.ts";
import { hottestOf } from "../runtime/senses/temperatures.ts";
import type { DeviceWatch } from "../runtime/senses/watch-device.ts";
import { createLateShare } from "./late-share.ts";
import type { DutyChange, GovernorStatus } from "./run-status.ts";
import type { SensorMeter } from "./sensor-meter.ts";

/** The governor of a running pipeline. */
export interface TrainingGovernor {
  status(): GovernorStatus;
  /** Looks no more; the duty stays. Safe to call twice. */
  close(): void;
}

/** Four judgements fit into the two seconds in which the duty must be down. */
export const judgedEveryMs = 500;
const changesKept = 128;

/**
 * Looks at the device and at the sensors' latencies twice a second and sets the duty of training.
 * Each change of note is logged with its reasons and kept for the report.
 */
export function governTraining(options: {
  readonly config: Config;
  readonly profile: DeviceProfile;
  readonly device: Pick<DeviceWatch, "read" | "ready">;
  readonly meters: ReadonlyMap<string, Pick<SensorMeter, "frames" | "recentLatencyMs">>;
  readonly learner: { setDuty(duty: number): void };
  readonly clock: Clock;
  readonly log: Logger;
}): TrainingGovernor {
  const { config, profile, device, meters, learner, clock, log } = options;
  const limits = limitsOf(config, profile);
  const sensors = [...meters].map(([sensor, meter]) => {
    const { rateHz } = config.sensors[sensor]!;
    const deadlineMs = config.learn.governor.deadlineMs ?? 1000 / rateHz;
    return { sensor, meter, deadlineMs, late: createLateShare(clock) };
  });
  const startMs = clock.monotonicMs();
  const changes: DutyChange[] = [];
  let state = firstGovernorState;
  let lastMs = startMs;
  let duty = limits.maxDuty;
  let reasons: readonly string[] = [];
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  const read = (): GovernorReadings => {
    const { temperatures = [], cards = [], powerMode, memory } = device.read();
    const cardTemperatures = cards.flatMap(({ name, celsius }) =>
      celsius === undefined ? [] : [{ name: `nvidia ${name}`, celsius }],
    );
    const answered = sensors.flatMap(({ sensor, meter, deadlineMs }) => {
      const ms = meter.recentLatencyMs();
      return ms === undefined ? [] : [{ sensor, ms, deadlineMs }];
    });
    const lost = sensors.flatMap(({ sensor, meter, late }) => {
      const lateFraction = late.look(meter.frames.counts());
      return lateFraction === undefined ? [] : [{ sensor, lateFraction }];
    });
    return {
      latency: worst(answered, ({ ms, deadlineMs }) => ms / deadlineMs),
      backlog: worst(lost, ({ lateFraction }) => lateFraction),
      temperature: hottestOf([...temperatures, ...cardTemperatures], profile.thermal.zones),
      powerMode,
      memory,
    };
  };
  const judge = (): void => {
    const nowMs = clock.monotonicMs();
    const judged = govern(state, read(), limits, (nowMs - lastMs) / 1000);
    lastMs = nowMs;
    if (judged.duty !== state.duty) learner.setDuty(judged.duty);
    state = judged.state;
    duty = judged.duty;
    reasons = judged.reasons.map((reason) => reason.sentence);
    const first =
      judged.duty < 1 && changes.length === 0 ? { from: 1, to: judged.duty } : undefined;
    const change = judged.change ?? first;
    if (!change) return;
    changes.push({ atS: (nowMs - startMs) / 1000, ...change, reasons });
    if (changes.length > changesKept) changes.shift();
    log.info(sentenceOf(change, reasons));
  };
  void device.ready.then(() => {
    if (isClosed) return;
    judge();
    timer = setInterval(judge, judgedEveryMs);
    timer.unref();
  });

  return {
    status: () => ({ duty, reasons, changes: [...changes] }),
    close: () => {
      isClosed = true;
      clearInterval(timer);
    },
  };
}

function limitsOf(config: Config, { power }: DeviceProfile): GovernorLimits {
  const { powerModes, ...own } = config.learn.governor;
  const named = Object.entries(powerModes).map(([name, duty]) => ({ name, duty }));
  return {
    ...own,
    powerModes: [...named, ...(power?.modes ?? [])],
    otherDuty: power?.otherDuty ?? 1,
  };
}

/** The one for which `size` is largest. */
function worst<T>(all: readonly T[], size: (one: T) => number): T | undefined {
  return all.reduce<T | undefined>(
    (most, one) => (most === undefined || size(one) > size(most) ? one : most),
    undefined,
  );
}

function sentenceOf(
  { from, to }: { readonly from: number; readonly to: number },
  reasons: readonly string[],
): string {
  const percent = (duty: number): string => `${Math.round(100 * duty)} %`;
  const why = reasons.length === 0 ? "nothing limits it" : reasons.join("; ");
  return `training duty ${percent(from)} → ${percent(to)}: ${why}`;
}
