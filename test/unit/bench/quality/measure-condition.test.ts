import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { planSensor } from "../../../../src/app/sensor-plan.ts";
import { driveThroughCity } from "../../../../src/bench/quality/city-drive.ts";
import { conditions, configOf } from "../../../../src/bench/quality/conditions.ts";
import { driveHeldOut, type HeldOutDrives } from "../../../../src/bench/quality/held-out-drives.ts";
import { measureCondition } from "../../../../src/bench/quality/measure-condition.ts";
import type { Config } from "../../../../src/config/config.ts";
import { loadConfig } from "../../../../src/config/load.ts";
import { ortNode } from "../../../../src/runtime/ort-node/ort-node-engine.ts";

const { signal } = new AbortController();
let recipe: Config;
let drives: HeldOutDrives;
beforeAll(async () => {
  const file = fileURLToPath(new URL("../../../../configs/city.yaml", import.meta.url));
  recipe = await loadConfig(file);
  const { sampler } = planSensor(recipe, "lidar");
  drives = await driveHeldOut({ sampler, seconds: 12, signal, onProgress: () => undefined });
});

const conditionOf = (name: string) => conditions.find((condition) => condition.name === name)!;

describe("the conditions of the quality bench", () => {
  it.each(conditions.map((condition) => [condition.name, condition] as const))(
    "%s is a configuration that the sensor can be learned with",
    (_, condition) => {
      const config = configOf(recipe, condition, 3);
      expect(config.seed).toBe(3);
      expect(planSensor(config, condition.sensor).learner.objectives.length).toBeGreaterThan(0);
    },
  );

  it("change what they say and leave the rest of the recipe", () => {
    const { learn } = configOf(recipe, conditionOf("lidar-contiguous"), 1);
    expect(learn.memory).toMatchObject({ freshFraction: 1, freshWindowS: 6 });
    expect(learn.objectives).toEqual(recipe.learn.objectives);
    const alone = configOf(recipe, conditionOf("camera-only-next-frame"), 1).learn;
    expect(alone.objectives).toEqual([recipe.learn.objectives[1]]);
  });
});

describe("measuring a condition", () => {
  it("fits, tests and looks for places on different drives", () => {
    const { fit, test, anotherDay, samples, truth } = drives;
    expect([fit.length, test.length, anotherDay.length]).toEqual([48, 48, 48]);
    for (const row of [...fit, ...test, ...anotherDay]) {
      expect(Number(samples[row]!.stampNs - samples[row - 1]!.stampNs)).toBe(100_000_000);
    }
    // The same city on another day: other streets at the same time.
    expect(truth[test[0]!]).not.toEqual(truth[anotherDay[0]!]);
  });

  it("scores what was trained, what was not, and pixels, by the same names", async () => {
    const engine = await ortNode.create({ provider: "cpu" });
    const { sampler } = planSensor(recipe, "lidar");
    const { samples } = await driveThroughCity({ sampler, seed: 1, seconds: 20, signal });
    const measure = (name: string) =>
      measureCondition({
        ...{ engine, recipe, drives, seed: 1, steps: 2, signal },
        condition: conditionOf(name),
        training: () => Promise.resolve(samples),
      });
    const trained = await measure("lidar-recipe");
    expect(trained.readings).toHaveProperty("rankMe");
    const untrained = await measure("lidar-untrained");
    expect(untrained.scores).not.toEqual(trained.scores);
    expect(Object.keys(untrained.scores)).toEqual(Object.keys(trained.scores));
    expect(untrained.readings).toBeUndefined();
    const pixels = await measure("lidar-thumbnail");
    expect(pixels.scores).not.toHaveProperty("placeWhole");
    await engine.close();
  });
});
