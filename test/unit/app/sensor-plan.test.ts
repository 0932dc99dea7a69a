import { describe, expect, it } from "vitest";
import { learnerOptions, planSensor } from "../../../src/app/sensor-plan.ts";
import { twoSensorConfig } from "../../support/parse-config.ts";

describe("planSensor", () => {
  it("plans a camera: what is cut out, the size that is kept, the same size for the learner", () => {
    const config = twoSensorConfig("sensors.front.image.crop.top=0.25");
    const { sampler, learner } = planSensor(config, "front");
    expect(sampler).toMatchObject({
      sensor: "front",
      modality: "camera",
      encoding: "jpeg",
      image: { width: 32, height: 32, crop: { top: 0.25, bottom: 0, left: 0, right: 0 } },
    });
    expect(learner).toMatchObject({ sensor: "front", modality: "camera", height: 32, width: 32 });
    expect(learner.encoder).toEqual(config.learn.encoder);
    expect(learner.batch).toBe(config.learn.batch);
  });

  it("plans a lidar: angles in radians", () => {
    const { sampler, learner } = planSensor(twoSensorConfig(), "roof");
    expect(sampler).toMatchObject({ modality: "lidar", encoding: "kitti" });
    const { rangeImage } = sampler as Extract<typeof sampler, { modality: "lidar" }>;
    expect(rangeImage.fovUpRad).toBeCloseTo(Math.PI / 18, 12);
    expect(rangeImage.fovDownRad).toBeCloseTo(-Math.PI / 9, 12);
    expect([rangeImage.rows, rangeImage.columns]).toEqual([32, 32]);
    expect(learner).toMatchObject({ modality: "lidar", height: 32, width: 32 });
  });

  it("names the sensors there are when asked for another", () => {
    expect(() => planSensor(twoSensorConfig(), "rear")).toThrow(
      expect.objectContaining({
        code: "SENSOR_UNKNOWN",
        message: expect.stringMatching(/'rear'.*front, roof/) as string,
      }),
    );
  });
});

describe("learnerOptions", () => {
  it("hands on what the config says of learning, memory in bytes", () => {
    const config = twoSensorConfig(
      "seed=5",
      "learn.memory.budgetMb=3",
      "learn.gapMs.max=700",
      "learn.health.minStd=0.125",
      "learn.threads=1",
    );
    const plan = planSensor(config, "front");
    expect(learnerOptions(config, plan)).toMatchObject({
      spec: plan.learner,
      seed: 5,
      threads: 1,
      memory: { bytes: 3_000_000, eviction: "random", recentShare: 0.1 },
      draw: { timing: { minGapMs: 100, maxGapMs: 700 } },
      thresholds: { minStd: 0.125 },
    });
  });
});
