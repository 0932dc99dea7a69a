import { describe, expect, it } from "vitest";
import { createFeatureTally } from "../../../src/cli/feature-tally.ts";
import { listenView, nameOf } from "../../../src/cli/listen-view.ts";

const address = { fleet: "f", device: "d" };
const message = (sequence: number, modelVersion = "0123456789abcdef") => ({
  sensor: "camera",
  sequence,
  stampNs: 0n,
  ageMs: 4,
  modelVersion,
  contractVersion: 1,
  embedding: Float32Array.of(3, 4),
});

function tallyOf(sequences: readonly number[], source = "mqtt://a") {
  const tally = createFeatureTally();
  sequences.forEach((s, i) => {
    tally.add(message(s), { source, address, arrivalMs: i * 100 });
  });
  return tally;
}

describe("a tally of features", () => {
  it("counts holes in the running numbers", () => {
    expect(tallyOf([5, 6, 9, 10]).sensors()).toMatchObject([
      { received: 4, missed: 2, restarts: 0 },
    ]);
  });

  it("takes a number that goes back for a restart, not for a loss", () => {
    expect(tallyOf([5, 6, 0, 1]).sensors()).toMatchObject([{ missed: 0, restarts: 1 }]);
  });

  it("knows rate, length and last message", () => {
    const [sensor] = tallyOf([0, 1, 2]).sensors();
    expect(sensor).toMatchObject({ norm: 5, last: { sequence: 2 } });
    expect(sensor?.rateHz).toBeCloseTo(10);
    expect(tallyOf([0]).sensors()[0]?.rateHz).toBeUndefined();
  });

  it("counts the encoders seen", () => {
    const tally = tallyOf([0]);
    tally.add(message(1, "other"), { source: "mqtt://a", address, arrivalMs: 0 });
    expect(tally.sensors()).toMatchObject([{ models: 2 }]);
  });

  it("keeps one publisher over two addresses apart", () => {
    const tally = tallyOf([0, 1]);
    tally.add(message(0), { source: "tcp://b", address, arrivalMs: 0 });
    expect(tally.sensors().map((s) => [s.received, s.missed])).toEqual([
      [2, 0],
      [1, 0],
    ]);
  });
});

describe("what a listener sees", () => {
  it("is a table on a terminal and a line a sensor elsewhere", () => {
    const heard = {
      elapsedS: 3,
      received: 5,
      sensors: tallyOf([0, 1, 3]).sensors(),
      invalid: { "features-corrupt": 2 },
    };
    const view = listenView(heard, { hasColor: false });
    expect(view.screen).toEqual([
      "0:03  5 received, invalid: features-corrupt 2",
      "",
      "sensor  sequence  age ms  model             dim  norm  surprise    rate  missed",
      "camera         3     4.0  0123456789abcdef    2  5.00         –  10.0/s       1",
    ]);
    expect(view.plain).toEqual([
      "0:03  camera  sequence 3  age 4.0 ms  model 0123456789abcdef  dim 2  norm 5.00  10.0/s  missed 1  invalid features-corrupt 2",
    ]);
  });

  it("also has what heads say, how sure they are, and how they came to fit the model", () => {
    const [camera] = tallyOf([0]).sensors();
    const heads = [
      { name: "ahead", value: 4.25, stddev: 0.5, origin: "exact" },
      { name: "bend", value: 1, stddev: 0.25, origin: "carried" },
      {
        name: "floor",
        value: 2,
        origin: "stale",
        classes: [
          { label: 1, probability: 0.1 },
          { label: 2, probability: 0.9 },
        ],
      },
    ] as const;
    const view = listenView(
      {
        ...{ elapsedS: 1, received: 1, invalid: {} },
        sensors: [{ ...camera!, last: { ...camera!.last, heads } }],
      },
      { hasColor: false },
    );
    const words = ["ahead 4.25 ± 0.98", "bend 1.00 ± 0.49, carried", "floor 2.00 (90 %), stale"];
    expect(view.screen.slice(-3)).toEqual(words.map((own) => `camera  ${own}`));
    expect(view.plain[0]).toContain(`missed 0  ${words.join("  ")}`);
  });

  it("says so when there is nothing", () => {
    const view = listenView(
      { elapsedS: 1, received: 0, sensors: [], invalid: {} },
      { hasColor: false },
    );
    expect(view.screen).toContain("no features yet");
    expect(view.plain).toEqual(["0:01  0 received"]);
  });

  it("names the device only where there are several", () => {
    const [a] = tallyOf([0]).sensors();
    const b = { ...a!, device: "e" };
    expect(nameOf([a!])(a!)).toBe("camera");
    expect(nameOf([a!, b])(b)).toBe("f/e/camera");
  });
});
