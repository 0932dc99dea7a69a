import type { Config } from "../../config/config.ts";
import { parseConfig } from "../../config/load.ts";
import type { Modality } from "../../frames/frame.ts";
import { objectives } from "../../objectives/index.ts";

/** One way to get features: how, of which sensor, and what it differs in from the recipe. */
export interface Condition {
  /** As the command line has it: `camera-recipe`. */
  readonly name: string;
  readonly sensor: Modality;
  readonly how: "pixels" | "untrained" | "trained" | "supervised";
  /** One sentence for the report. */
  readonly meaning: string;
  /** Whether every frame is there from the first step on, to be drawn in any order. */
  readonly isShuffled?: boolean;
  /** Whether the robot of the training drive stands still most of the time. */
  readonly hasStandstills?: boolean;
  /** What differs in `learn`. */
  readonly change?: (learn: Config["learn"]) => object;
}

type Kind = Omit<Condition, "name" | "sensor"> & { readonly name: string };

const controls: readonly Kind[] = [
  { name: "thumbnail", how: "pixels", meaning: "a small grey picture, or log-ranges" },
  { name: "pca", how: "pixels", meaning: "128 whitened principal components of the pixels" },
  { name: "untrained", how: "untrained", meaning: "the encoder as it was born" },
  { name: "recipe", how: "trained", meaning: "the recipe of configs/city.yaml, in stream order" },
  {
    name: "shuffled",
    how: "trained",
    meaning: "the same steps, each batch from anywhere in the whole drive",
    isShuffled: true,
    change: ({ memory }) => ({ memory: { ...memory, budgetMb: wholeDriveMb, freshFraction: 0 } }),
  },
  {
    name: "contiguous",
    how: "trained",
    meaning: "the same steps, each batch from the last six seconds",
    change: ({ memory }) => ({
      memory: { ...memory, freshFraction: 1, freshWindowS: 6, minimumGapMs: 0 },
    }),
  },
  {
    name: "fifo",
    how: "trained",
    meaning: "the same steps, a memory that forgets the oldest",
    change: ({ memory }) => ({
      memory: { ...memory, eviction: "fifo" },
    }),
  },
  {
    name: "minimum-redundancy",
    how: "trained",
    meaning: "the same steps, a memory that forgets what is most alike",
    change: ({ memory }) => ({
      memory: { ...memory, eviction: "minimum-redundancy" },
    }),
  },
  ...(["fifo", "minimum-redundancy"] as const).map((eviction): Kind => ({
    name: `standstills-${eviction}`,
    how: "trained",
    meaning: `a drive that mostly stands, ${eviction}, nothing refused as still`,
    hasStandstills: true,
    change: ({ memory }) => ({
      memory: { ...memory, eviction, stationaryBelow: 0 },
    }),
  })),
  {
    name: "supervised",
    how: "supervised",
    meaning: "the same encoder trained end to end on the probes' labels, obstacles only",
  },
];

/** All of a drive, and what the process takes besides. */
const wholeDriveMb = 1024;
const processMb = 8192;

const alone: readonly Kind[] = objectives.names.map((name) => ({
  name: `only-${name}`,
  how: "trained",
  meaning: `${name} alone, at the recipe's weight`,
  change: ({ objectives: all }) => ({
    objectives: [all.find((entry) => entry.name === name) ?? { name }],
  }),
}));

/** Every condition, camera first. */
export const conditions: readonly Condition[] = (["camera", "lidar"] as const).flatMap((sensor) =>
  [...controls, ...alone].map((kind) => ({ ...kind, name: `${sensor}-${kind.name}`, sensor })),
);

/** The recipe with a condition's difference and a run's seed. */
export function configOf(recipe: Config, condition: Condition, seed: number): Config {
  const learn = { ...recipe.learn, threads: 1, ...condition.change?.(recipe.learn) };
  return parseConfig(JSON.stringify({ ...recipe, seed, memoryBudgetMb: processMb, learn }), {
    name: condition.name,
  });
}
