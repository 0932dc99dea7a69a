import type { GovernorReadings } from "../../src/runtime/governor/readings.ts";
import {
  closeLoop,
  latencyPlant,
  limits,
  thermalPlant,
  type ClosedLoop,
  type Plant,
} from "./governor-plant.ts";

/** Something that goes wrong for a while, and what the governor makes of it. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly quantity: string;
  /** Lines in the plot, by what they are. */
  readonly marks: Readonly<Record<string, number>>;
  /** When it begins and ends, seconds. */
  readonly trouble: readonly [fromS: number, toS: number];
  readonly forS: number;
  readonly plant: () => Plant;
  readonly readings: (sensed: number) => GovernorReadings;
}

const during = ([fromS, toS]: readonly [number, number], timeS: number): boolean =>
  timeS >= fromS && timeS < toS;

const fan: readonly [number, number] = [60, 240];
const spike: readonly [number, number] = [20, 40];
const squeeze: readonly [number, number] = [20, 45];
const mode: readonly [number, number] = [20, 45];

export const scenarios: readonly Scenario[] = [
  {
    name: "overheating",
    title: "The fan stops for three minutes",
    quantity: "°C",
    marks: { "slows down": limits.slowAtC, pauses: limits.stopAtC },
    trouble: fan,
    forS: 400,
    plant: () =>
      thermalPlant({
        idleC: 48,
        gainC: (timeS) => (during(fan, timeS) ? 70 : 25),
        chipS: 25,
        sensorS: 2,
        seed: 1,
      }),
    readings: (celsius) => ({ temperature: { name: "tj-thermal", celsius } }),
  },
  {
    name: "latency-spike",
    title: "Another program takes the cores for 20 s",
    quantity: "ms",
    marks: { deadline: 100 },
    trouble: spike,
    forS: 70,
    plant: () =>
      latencyPlant({
        baseMs: 20,
        gainMs: 30,
        otherMs: (timeS) => (during(spike, timeS) ? 110 : 0),
        seed: 2,
      }),
    readings: (ms) => ({ latency: { sensor: "camera", ms, deadlineMs: 100 } }),
  },
  {
    name: "memory-squeeze",
    title: "Another program takes the memory for 25 s",
    quantity: "% of the memory free",
    marks: {
      "slows down": 100 * limits.slowBelowFreeFraction,
      pauses: 100 * limits.stopBelowFreeFraction,
    },
    trouble: squeeze,
    forS: 80,
    plant: () => {
      let free = 35;
      return (timeS, _, dtS) => {
        const goal = during(squeeze, timeS) ? 3 : 35;
        free += ((goal - free) * dtS) / 0.5;
        return free;
      };
    },
    readings: (percent) => ({
      memory: { totalMb: 8000, availableMb: 80 * percent, limit: "machine" },
    }),
  },
  {
    name: "mode-switch",
    title: "From MAXN to 15 W for 25 s",
    quantity: "mode's watts (40 = MAXN)",
    marks: {},
    trouble: mode,
    forS: 70,
    plant: () => (timeS) => (during(mode, timeS) ? 15 : 40),
    readings: (watts) => ({
      powerMode: watts === 15 ? { id: 0, name: "MODE_15W_6CORE" } : { id: 2, name: "MAXN_SUPER" },
    }),
  },
];

/** Runs a scenario from its beginning. */
export function play({ plant, forS, readings }: Scenario): ClosedLoop {
  return closeLoop({ plant: plant(), forS, readings });
}
