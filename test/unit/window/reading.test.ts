import { describe, expect, it } from "vitest";
import { createReadingLog, readingOf } from "../../../src/window/reading.ts";
import { stateOf } from "../../../src/window/state-of.ts";
import { pipelineStatus, trainedCamera } from "../../support/pipeline-status.ts";

describe("the readings of a state", () => {
  it("are the numbers that are drawn, by sensor and device", () => {
    expect(readingOf(stateOf(pipelineStatus({ front: trainedCamera }), 1000))).toEqual({
      "front/loss/info-nce": 2.1,
      "front/skill": 0.2,
      "front/rank": 20,
      "front/latency/p50": 4,
      "front/latency/p99": 9,
      "front/rate": 9.876_543,
      "device/duty": 0.5,
      "device/cpu": 0.5,
      "device/power/VDD_IN": 7.5,
      "device/temperature/cpu": 51,
      "device/temperature/gpu": 47,
      "process/memory": 300,
    });
  });

  it("leave out what was not measured", () => {
    const { frames } = trainedCamera;
    const reading = readingOf(stateOf(pipelineStatus({ front: { frames } }), 1000));
    expect(Object.keys(reading).filter((name) => name.startsWith("front/"))).toEqual([
      "front/rate",
    ]);
  });
});

describe("the log of readings", () => {
  it("holds no more than its capacity, and null where a series was not there", () => {
    const log = createReadingLog(3);
    log.add(1, { a: 1 });
    log.add(2, { a: 2, b: 20 });
    log.add(3, { b: 30 });
    log.add(4, { a: 4 });
    expect(log.columns()).toEqual({
      atMs: [2, 3, 4],
      series: { a: [2, null, 4], b: [20, 30, null] },
    });
  });

  it("goes on from another one's columns, and shows an interruption as a hole", () => {
    const log = createReadingLog(10, { atMs: [1], series: { a: [5] } });
    log.interrupt();
    log.add(9, { a: 6 });
    expect(log.columns()).toEqual({ atMs: [1, 2, 9], series: { a: [5, null, 6] } });
  });
});
