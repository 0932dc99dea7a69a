import { randomFor } from "../../src/core/random.ts";
import { firstGovernorState, govern } from "../../src/runtime/governor/govern.ts";
import type { GovernorLimits, GovernorReadings } from "../../src/runtime/governor/readings.ts";

/** A governor and what it governs, judged twice a second as in `run`. */
export interface ClosedLoop {
  readonly timesS: readonly number[];
  readonly duty: readonly number[];
  /** What the plant's sensor said at each judgement. */
  readonly sensed: readonly number[];
  readonly changes: readonly { readonly atS: number; readonly to: number }[];
}

/** A thing that training changes: what its sensor says after `dtS` more seconds at this duty. */
export type Plant = (timeS: number, duty: number, dtS: number) => number;

export const limits: GovernorLimits = {
  maxDuty: 1,
  minDuty: 0.1,
  lateFraction: 0.1,
  slowAtC: 82,
  stopAtC: 92,
  slowBelowFreeFraction: 0.1,
  stopBelowFreeFraction: 0.04,
  powerModes: [
    { name: "15W", duty: 0.6 },
    { name: "MAXN", duty: 1 },
  ],
  otherDuty: 0.5,
};

const tickS = 0.5;
const plantStepS = 0.05;

/** Runs a plant under the governor for `forS` seconds. */
export function closeLoop(options: {
  readonly plant: Plant;
  readonly forS: number;
  readonly readings: (sensed: number) => GovernorReadings;
  readonly limits?: GovernorLimits;
}): ClosedLoop {
  const { plant, forS, readings } = options;
  const timesS: number[] = [];
  const duty: number[] = [];
  const sensed: number[] = [];
  const changes: { atS: number; to: number }[] = [];
  let state = firstGovernorState;
  let now = 1;
  let value = plant(0, now, 0);
  for (let tick = 0; tick * tickS <= forS; tick++) {
    const timeS = tick * tickS;
    const judged = govern(state, readings(value), options.limits ?? limits, tick === 0 ? 0 : tickS);
    state = judged.state;
    now = judged.duty;
    timesS.push(timeS);
    duty.push(now);
    sensed.push(value);
    if (judged.change) changes.push({ atS: timeS, to: judged.change.to });
    for (let t = 0; t < tickS - 1e-9; t += plantStepS) value = plant(timeS + t, now, plantStepS);
  }
  return { timesS, duty, sensed, changes };
}

/**
 * A board that warms up: first order from duty to the chip, first order from the chip to its sensor,
 * which has a noise of some tenths of a degree and says half degrees.
 */
export function thermalPlant(options: {
  readonly idleC: number;
  /** How much hotter it gets at full duty. */
  readonly gainC: number | ((timeS: number) => number);
  readonly chipS: number;
  readonly sensorS: number;
  readonly seed: number;
}): Plant {
  const { idleC, gainC, chipS, sensorS, seed } = options;
  const random = randomFor(seed, "thermal");
  let chip: number | undefined;
  let sensor = 0;
  return (timeS, duty, dtS) => {
    const gain = typeof gainC === "number" ? gainC : gainC(timeS);
    if (chip === undefined) sensor = chip = idleC;
    chip += ((idleC + gain * duty - chip) * dtS) / chipS;
    sensor += ((chip - sensor) * dtS) / sensorS;
    return Math.round(2 * (sensor + 0.2 * random.normal())) / 2;
  };
}

/** Frames at 10 Hz whose latency grows with the duty; says what four of five of the last second kept. */
export function latencyPlant(options: {
  readonly baseMs: number;
  readonly gainMs: number;
  /** What something else adds. */
  readonly otherMs: (timeS: number) => number;
  readonly seed: number;
}): Plant {
  const { baseMs, gainMs, otherMs, seed } = options;
  const random = randomFor(seed, "latency");
  const frames: number[] = [baseMs];
  let sinceFrameS = 0;
  return (timeS, duty, dtS) => {
    sinceFrameS += dtS;
    if (sinceFrameS >= 0.1 - 1e-9) {
      sinceFrameS = 0;
      frames.push((baseMs + gainMs * duty + otherMs(timeS)) * (1 + 0.1 * random.normal()));
      if (frames.length > 10) frames.shift();
    }
    const sorted = [...frames].sort((a, b) => a - b);
    return sorted[Math.ceil(0.8 * sorted.length) - 1]!;
  };
}

/** How often the duty turned round by at least `by`. */
export function reversals(duty: readonly number[], by: number): number {
  let extreme = duty[0]!;
  let direction = 0;
  let count = 0;
  for (const value of duty) {
    if (direction !== 0 && (value - extreme) * direction > 0) extreme = value;
    const moved = value - extreme;
    if (Math.abs(moved) < by || Math.sign(moved) === direction) continue;
    if (direction !== 0) count += 1;
    direction = Math.sign(moved);
    extreme = value;
  }
  return count;
}
