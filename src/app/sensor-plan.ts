import type { Config } from "../config/config.ts";
import { AppError, fail, failFrom } from "../core/errors.ts";
import type { SamplerSpec } from "../decode/sampler-spec.ts";
import { buildModel } from "../learn/build-model.ts";
import type { LearnerOptions } from "../learn/learner.ts";
import type { LearnerSpec } from "../learn/learner-spec.ts";

/** What a config says about one sensor, in the words of the parts that do it. */
export interface SensorPlan {
  readonly sampler: SamplerSpec;
  readonly learner: LearnerSpec;
}

const degrees = Math.PI / 180;

/**
 * @throws AppError SENSOR_UNKNOWN naming the sensors that the config has; CONFIG_INVALID when the
 *   encoder or an objective cannot take frames of the sensor's size
 */
export function planSensor(config: Config, sensor: string): SensorPlan {
  const plan = describe(config, sensor);
  try {
    buildModel(plan.learner);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { height, width } = plan.learner;
    const where = `sensors.${sensor}`;
    const problem = `frames of ${width}×${height} do not suit learn.encoder '${plan.learner.encoder.name}' and its objectives: ${error.message}`;
    failFrom(error, "CONFIG_INVALID", where, problem);
  }
  return plan;
}

function describe(config: Config, sensor: string): SensorPlan {
  const own = config.sensors[sensor];
  if (!own) fail("SENSOR_UNKNOWN", sensor, Object.keys(config.sensors));
  const { encoder, objectives, optimizer, batch, step } = config.learn;
  const learned = { encoder, objectives, optimizer, batch, step };
  const limits = { maxPixels: 64_000_000, maxPoints: 2_000_000 };
  const common = { sensor, encoding: own.encoding, limits };
  if (own.modality === "camera") {
    const { width, height, crop } = own.image;
    return {
      sampler: { ...common, modality: "camera", image: { width, height, crop } },
      learner: { sensor, modality: "camera", height, width, ...learned },
    };
  }
  const { rows, columns, fovUpDeg, fovDownDeg, minRangeM, maxRangeM } = own.rangeImage;
  const rangeImage = {
    rows,
    columns,
    fovUpRad: fovUpDeg * degrees,
    fovDownRad: fovDownDeg * degrees,
    minRangeM,
    maxRangeM,
  };
  return {
    sampler: { ...common, modality: "lidar", rangeImage },
    learner: { sensor, modality: "lidar", height: rows, width: columns, ...learned },
  };
}

/** The learner's options that do not depend on the engine or on what came before. */
export function learnerOptions(
  config: Config,
  plan: SensorPlan,
): Omit<LearnerOptions, "engine" | "resume" | "niceness"> {
  const { gapMs, horizonMs, memory, augment, health, threads } = config.learn;
  return {
    spec: plan.learner,
    seed: config.seed,
    threads,
    augment,
    draw: {
      timing: {
        minGapMs: gapMs.min,
        maxGapMs: gapMs.max,
        minHorizonMs: horizonMs.min,
        maxHorizonMs: horizonMs.max,
      },
      minimumGapMs: memory.minimumGapMs,
      freshFraction: memory.freshFraction,
      freshWindowS: memory.freshWindowS,
    },
    memory: {
      bytes: memory.budgetMb * 1e6,
      eviction: memory.eviction,
      recentShare: memory.recentShare,
      maxUses: memory.maxUses,
      stationaryBelow: memory.stationaryBelow,
    },
    heldOutFraction: health.heldOutFraction,
    thresholds: {
      minRankFraction: health.minRankFraction,
      minStd: health.minStd,
      minSlowFast: health.minSlowFastRatio,
      minSkill: health.minSkill,
      minRecallOfBest: health.minRecallOfBest,
      minLatentSkill: health.minLatentSkill,
      maxLatentSkill: health.maxLatentSkill,
    },
  };
}
