import { fileURLToPath } from "node:url";
import { planSensor } from "../../app/sensor-plan.ts";
import { loadConfig } from "../../config/load.ts";
import { fail } from "../../core/errors.ts";
import type { Modality } from "../../frames/frame.ts";
import type { Sample } from "../../frames/sample.ts";
import { chooseEngine } from "../../runtime/choose-engine.ts";
import { onnxRuntimeVersion } from "../../runtime/ort-node/runtime-version.ts";
import { machineFacts } from "../machine.ts";
import type { Suite, SuiteResult } from "../suite.ts";
import { driveThroughCity } from "./city-drive.ts";
import { conditions, configOf, type Condition } from "./conditions.ts";
import { driveHeldOut, type HeldOutDrives } from "./held-out-drives.ts";
import { measureCondition, type Measurement } from "./measure-condition.ts";
import { qualityPage, type ConditionResult } from "./quality-page.ts";
import { openResultsFolder } from "./results-folder.ts";
import { errorRatio, summariseScores } from "./summary.ts";

const recipeFile = fileURLToPath(new URL("../../../configs/city.yaml", import.meta.url));
const defaultSeconds = 600;
const defaultSeeds = 3;
/** Frames of the drive for each step where no number of steps is given: ten minutes are 750. */
const framesPerStep = 8;
const framesPerSecond = 10;
const longStops = 20;

/** What features are worth in the built-in city, against cheaper ones and against other ways to learn. */
export const quality: Suite = {
  name: "quality",
  summary:
    "what is learned in the built-in city, against baselines, controls and single objectives",
  cases: conditions.map(({ name }) => name),
  run: async (context): Promise<SuiteResult> => {
    const { log, signal, cases, seconds = defaultSeconds, seeds = defaultSeeds } = context;
    const unknown = cases?.find((name) => !quality.cases.includes(name));
    if (unknown !== undefined) fail("REGISTRY_UNKNOWN", "case of quality", unknown, quality.cases);
    const folder = await openResultsFolder(context.folder ?? "quality");
    const recipe = await loadConfig(recipeFile);
    const { engine, choice } = await chooseEngine(recipe.engine);
    const { steps = Math.ceil((seconds * framesPerSecond) / framesPerStep) } = context;
    const wanted = conditions.filter(({ name }) => cases?.includes(name) ?? true);
    const onProgress = (sentence: string): void => {
      log.info(sentence);
    };

    const heldOut = new Map<Modality, HeldOutDrives>();
    const drivesOf = async (condition: Condition): Promise<HeldOutDrives> => {
      const { sensor } = condition;
      const { sampler } = planSensor(recipe, sensor);
      const half = seconds / 2;
      const found =
        heldOut.get(sensor) ?? (await driveHeldOut({ sampler, seconds: half, signal, onProgress }));
      heldOut.set(sensor, found);
      return found;
    };
    let training: { readonly key: string; readonly samples: readonly Sample[] } | undefined;
    const trainingOf = async (condition: Condition, seed: number): Promise<readonly Sample[]> => {
      const { sensor, hasStandstills = false } = condition;
      const key = `${sensor} ${seed} ${hasStandstills}`;
      if (training?.key === key) return training.samples;
      onProgress(`driving through city ${seed}`);
      const { sampler } = planSensor(recipe, sensor);
      const dwellFactor = hasStandstills ? longStops : 1;
      const drive = await driveThroughCity({ sampler, seed, dwellFactor, seconds, signal });
      training = { key, samples: drive.samples };
      return drive.samples;
    };

    const results = new Map<Condition, Measurement[]>(wanted.map((condition) => [condition, []]));
    try {
      // Seeds outside: the drive of a seed serves all its conditions.
      for (let seed = 1; seed <= seeds; seed++) {
        for (const condition of wanted) {
          if (condition.how === "pixels" && seed > 1) continue;
          const name = `${condition.name}-${seed}`;
          const { learn } = configOf(recipe, condition, seed);
          const key = JSON.stringify({ name: condition.name, seconds, steps, longStops, learn });
          let measured = await folder.find(name, key);
          if (!measured) {
            onProgress(name);
            measured = await measureCondition({
              ...{ engine, recipe, condition, seed, steps, signal },
              drives: await drivesOf(condition),
              training: () => trainingOf(condition, seed),
            });
            await folder.keep(name, key, measured);
          }
          results.get(condition)!.push(measured);
        }
      }
    } finally {
      await engine.close();
    }

    const rows = [...results].map(([condition, measured]) => ({ condition, measured }));
    const command = `npx saccade bench quality --seconds ${seconds} --steps ${steps} --seeds ${seeds}`;
    const page = qualityPage(rows, { command, seconds, steps });
    await folder.write("quality.md", page);
    return {
      machine: {
        ...machineFacts(),
        threads: 1,
        engine: choice.name,
        onnxruntime: onnxRuntimeVersion(),
        seconds,
        steps,
      },
      results: Object.fromEntries(
        rows.map(({ condition, measured }) => [condition.name, { ...summariseScores(measured) }]),
      ),
      ratios: ratiosOf(rows),
      text: page.split("\n"),
    };
  },
};

/** The recipe against the best of what learned nothing: errors of theirs over ours, recall of ours over theirs. */
function ratiosOf(rows: readonly ConditionResult[]): Readonly<Record<string, number>> {
  const scoresOf = (name: string) => {
    const row = rows.find(({ condition }) => condition.name === name);
    return row && row.measured.length > 0 ? summariseScores(row.measured) : undefined;
  };
  const ratios: Record<string, number> = {};
  for (const sensor of ["camera", "lidar"]) {
    const own = scoresOf(`${sensor}-recipe`);
    const others = ["thumbnail", "pca", "untrained"].map((name) => scoresOf(`${sensor}-${name}`));
    for (const [score, { mean }] of Object.entries(own ?? {})) {
      const theirs = others.flatMap((other) => (other?.[score] ? [other[score].mean] : []));
      if (theirs.length < others.length) continue;
      const best = Math.max(...theirs);
      ratios[`${sensor}/${score}`] = score === "place" ? mean / best : errorRatio(best, mean);
    }
  }
  return ratios;
}
