import { openBatchEncoder } from "../../app/encode-samples.ts";
import { planSensor } from "../../app/sensor-plan.ts";
import { supervisedR2 } from "../../app/supervised-baseline.ts";
import type { Config } from "../../config/config.ts";
import { createPixelBaselines } from "../../evaluate/baselines.ts";
import type { Sample } from "../../frames/sample.ts";
import { compileStep } from "../../learn/compile-step.ts";
import { initialState } from "../../learn/initial-state.ts";
import type { LearnerSpec } from "../../learn/learner-spec.ts";
import type { Engine, NamedTensors } from "../../runtime/engine.ts";
import { configOf, type Condition } from "./conditions.ts";
import type { HeldOutDrives } from "./held-out-drives.ts";
import { labelsOf, obstacles, scoreFeatures, type Scores } from "./score-features.ts";
import { trainOnDrive, type Trained } from "./train-on-drive.ts";

/** What a condition with one seed came to. */
export interface Measurement {
  readonly scores: Scores;
  readonly readings?: Trained["readings"] | undefined;
  readonly reasons?: readonly string[] | undefined;
}

export interface MeasureConditionOptions {
  readonly engine: Engine;
  readonly recipe: Config;
  readonly condition: Condition;
  readonly seed: number;
  readonly drives: HeldOutDrives;
  /** Frames of the training drive; asked for only where there is training. */
  readonly training: () => Promise<readonly Sample[]>;
  readonly steps: number;
  readonly signal: AbortSignal;
}

/** Steps that the supervised encoder trains on some thousand labels. */
const supervisedSteps = 400;

/** Gets a condition's features and scores them on the held-out drives. */
export async function measureCondition(options: MeasureConditionOptions): Promise<Measurement> {
  const { engine, recipe, condition, seed, drives, steps, signal } = options;
  const config = configOf(recipe, condition, seed);
  const plan = planSensor(config, condition.sensor);
  const spec = plan.learner;
  if (condition.how === "pixels") {
    const pixels = createPixelBaselines();
    for (const sample of drives.samples) pixels.add(sample);
    const { thumbnail, pca } = pixels.matrices(drives.fit);
    return { scores: scoreFeatures(drives, condition.name.endsWith("pca") ? pca : thumbnail) };
  }
  if (condition.how === "supervised") return { scores: await supervised(options, config, spec) };
  if (condition.how === "untrained") {
    const { state, constants } = compileStep(spec);
    const born = initialState([...state, ...constants], seed);
    return { scores: await scoreState(options, spec, born) };
  }
  const { state, readings, reasons } = await trainOnDrive({
    ...{ engine, config, plan, steps, signal },
    samples: await options.training(),
    isShuffled: condition.isShuffled ?? false,
  });
  return { scores: await scoreState(options, spec, state), readings, reasons };
}

async function scoreState(
  { engine, drives }: MeasureConditionOptions,
  spec: LearnerSpec,
  state: NamedTensors,
): Promise<Scores> {
  const encoder = await openBatchEncoder({ engine, spec, state, threads: 1 });
  try {
    const features = await encoder.encode(drives.samples);
    const { channels } = encoder;
    const columns = Array.from({ length: features.columns }, (_, column) => column);
    // The first half of a cell's channels carries place (docs/wire.md).
    const place = columns.filter((column) => column % channels < channels / 2);
    return scoreFeatures(drives, features, place);
  } finally {
    await encoder.close();
  }
}

/** Obstacles only: an encoder of single frames cannot be taught what shows between two. */
async function supervised(
  { engine, drives, seed, signal }: MeasureConditionOptions,
  config: Config,
  spec: LearnerSpec,
): Promise<Scores> {
  const scores: Record<string, number> = {};
  const { samples, fit, test } = drives;
  for (const label of obstacles) {
    const r2 = await supervisedR2({
      ...{ engine, spec, augment: config.learn.augment, samples, labels: labelsOf(drives, label) },
      ...{ fit, test, seed, threads: 1, steps: supervisedSteps, signal },
    });
    if (r2 !== undefined) scores[label] = r2;
  }
  const found = Object.values(scores);
  if (found.length > 0) scores["obstacle"] = found.reduce((a, b) => a + b, 0) / found.length;
  return scores;
}
