import { describe, expect, it } from "vitest";
import { firstGovernorState, govern } from "../../../../src/runtime/governor/govern.ts";
import type { GovernorReadings } from "../../../../src/runtime/governor/readings.ts";
import {
  closeLoop,
  latencyPlant,
  limits,
  reversals,
  thermalPlant,
} from "../../../support/governor-plant.ts";
import { play, scenarios } from "../../../support/governor-scenarios.ts";

/** When the trouble is there for the governor to see: the limit is passed, or it has begun. */
const seenAt: Readonly<Record<string, (sensed: number) => boolean>> = {
  overheating: (celsius) => celsius > limits.slowAtC + 0.5,
  "latency-spike": (ms) => ms > 100,
  "memory-squeeze": (percent) => percent < 100 * limits.slowBelowFreeFraction,
  "mode-switch": (watts) => watts === 15,
};

describe.each(scenarios)("$name in a closed loop", (scenario) => {
  const { timesS, sensed, duty, changes } = play(scenario);
  const { name, trouble, forS } = scenario;
  const seen = sensed.findIndex((value, i) => timesS[i]! >= trouble[0] && seenAt[name]!(value));

  it("begins at full duty", () => {
    expect(duty.slice(0, timesS.indexOf(trouble[0])).every((value) => value === 1)).toBe(true);
  });

  it("brings the duty down within 2 s", () => {
    const down = timesS.findIndex((timeS, i) => i >= seen && duty[i]! <= 0.9 && timeS > 0);
    expect(down).toBeGreaterThan(0);
    expect(timesS[down]! - timesS[seen]!).toBeLessThanOrEqual(2);
  });

  it("brings it back within 10 s of the last reading that was too much", () => {
    const last = sensed.findLastIndex((value) => seenAt[name]!(value));
    const back = duty.findIndex((value, i) => i > last && value === 1);
    expect(timesS[back]! - timesS[last]!).toBeLessThanOrEqual(10);
    expect(duty.slice(back).every((value) => value === 1)).toBe(true);
    expect(timesS[back]!).toBeLessThan(forS);
  });

  it("turns the duty round once, at the end of the trouble", () => {
    expect(reversals(duty, 0.1)).toBe(1);
  });

  it("tells of it in a handful of changes", () => {
    expect(changes.length).toBeGreaterThanOrEqual(2);
    expect(changes.length).toBeLessThanOrEqual(12);
    expect(changes.at(-1)!.to).toBe(1);
  });
});

const gains = [10, 30, 50, 80];
const chips = [8, 20, 60];
const sensors = [0.5, 2, 4];
const boards = gains.flatMap((gainC) =>
  chips.flatMap((chipS) => sensors.map((sensorS) => ({ gainC, chipS, sensorS }))),
);

describe("heat on boards of every kind", () => {
  it.each(boards)("settles under the pause: %o", (board) => {
    const seed = 11;
    const plant = thermalPlant({ idleC: 50, ...board, seed });
    const forS = 120 + 8 * board.chipS;
    const { duty, sensed } = closeLoop({
      plant,
      forS,
      readings: (celsius) => ({ temperature: { name: "cpu", celsius } }),
    });
    const end = duty.slice(-120);
    expect(Math.max(...end) - Math.min(...end), `seed ${seed}`).toBeLessThan(0.15);
    // The one that heats by 80 °C within seconds touches the pause once.
    expect(Math.max(...sensed), `seed ${seed}`).toBeLessThanOrEqual(limits.stopAtC);
    // It uses what there is: no board that could train is kept from it.
    const possible = Math.min(1, (limits.stopAtC - 50) / board.gainC);
    expect(duty.at(-1)!).toBeGreaterThan(0.6 * possible);
  });
});

describe("latency that training causes", () => {
  it.each([10, 50, 100, 200, 400])(
    "at %d ms for full duty is kept and does not swing",
    (gainMs) => {
      const seed = 12;
      const plant = latencyPlant({ baseMs: 30, gainMs, otherMs: () => 0, seed });
      const { duty, sensed } = closeLoop({
        plant,
        forS: 300,
        readings: (ms) => ({ latency: { sensor: "camera", ms, deadlineMs: 100 } }),
      });
      const late = sensed.slice(-400).filter((ms) => ms > 100).length / 400;
      expect(late, `seed ${seed}`).toBeLessThan(0.05);
      expect(reversals(duty.slice(-400), 0.1), `seed ${seed}`).toBeLessThanOrEqual(8);
      expect(duty.at(-1)!).toBeGreaterThan(0.09);
    },
  );
});

describe("the governor", () => {
  /** Judges readings twice a second, the last for ever. */
  const judge = (readings: readonly GovernorReadings[], seconds: number) => {
    let state = firstGovernorState;
    const judgements = Array.from({ length: 2 * seconds + 1 }, (_, i) => {
      const judged = govern(
        state,
        readings[Math.min(i, readings.length - 1)]!,
        limits,
        i === 0 ? 0 : 0.5,
      );
      state = judged.state;
      return judged;
    });
    return judgements;
  };
  const heat = (celsius: number): GovernorReadings => ({ temperature: { name: "gpu", celsius } });

  it("pauses at once when a reading is far over its limit", () => {
    const [before, after] = judge([heat(60), heat(95)], 1);
    expect(before!.duty).toBe(1);
    expect(after).toMatchObject({ duty: 0, change: { from: 1, to: 0 } });
    expect(after!.reasons).toEqual([
      {
        concern: "temperature",
        ceiling: 0,
        sentence: "gpu 95.0 °C: training pauses until 88.0 °C",
      },
    ]);
  });

  it("does not take a sensor that falls silent for a cool one", () => {
    const all = judge([heat(95), {}], 60);
    expect(all.at(-1)!.duty).toBe(0);
    expect(all.at(-1)!.reasons[0]!.sentence).toContain("the sensor is silent, last 95.0 °C");
  });

  it("starts at what the power mode allows, and takes another mode for the unlisted one", () => {
    const [listed] = judge([{ powerMode: { id: 3, name: "MODE_15W_2CORE" } }], 1);
    expect(listed!.duty).toBe(0.6);
    const [other] = judge([{ powerMode: { id: 9 } }], 1);
    expect(other).toMatchObject({ duty: 0.5 });
    expect(other!.reasons[0]!.sentence).toBe("power mode number 9 allows a duty of 0.5");
  });

  it("never goes over the most that is configured", () => {
    const { duty, reasons } = govern(firstGovernorState, heat(40), { ...limits, maxDuty: 0.3 }, 0);
    expect([duty, reasons]).toEqual([0.3, []]);
  });

  it("leaves a rest to training when frames are late whatever it does", () => {
    const late = { latency: { sensor: "lidar", ms: 900, deadlineMs: 100 } };
    const all = judge([late], 120);
    expect(Math.min(...all.map((j) => j.duty))).toBe(limits.minDuty);
    expect(all.at(-1)!.reasons[0]!.sentence).toBe(
      "lidar is answered after 900 ms, the deadline is 100 ms",
    );
  });

  it("is not moved by a hiccup of half a second", () => {
    const late = { latency: { sensor: "camera", ms: 500, deadlineMs: 100 } };
    const fine = { latency: { sensor: "camera", ms: 20, deadlineMs: 100 } };
    expect(judge([fine, late, fine], 10).every((j) => j.duty === 1)).toBe(true);
  });

  it("waits twice as long after each trouble that comes back", () => {
    const late = { backlog: { sensor: "camera", lateFraction: 0.5 } };
    const fine = { backlog: { sensor: "camera", lateFraction: 0.01 } };
    const bout = [...Array<typeof late>(4).fill(late), ...Array<typeof fine>(40).fill(fine)];
    const duty = judge([...bout, ...bout], 44).map((j) => j.duty);
    const rest = (from: number): number => {
      const lowest = duty.indexOf(limits.minDuty, from);
      return duty.findIndex((value, i) => i > lowest && value > limits.minDuty) - lowest;
    };
    expect(rest(44)).toBeGreaterThanOrEqual(rest(0) + 4);
  });

  it("names the tightest limit first and keeps all of them", () => {
    const { duty, reasons } = govern(
      firstGovernorState,
      {
        ...heat(84),
        memory: { totalMb: 1000, availableMb: 55, limit: "cgroup" },
        powerMode: { id: 0, name: "15W" },
      },
      limits,
      0,
    );
    expect(reasons.map((r) => r.concern)).toEqual(["memory", "power-mode", "temperature"]);
    expect(duty).toBeCloseTo(0.25, 10);
    expect(reasons[0]!.sentence).toBe(
      "55 MB of the cgroup's memory free: training slows down below 100 MB and pauses at 40 MB",
    );
  });
});
