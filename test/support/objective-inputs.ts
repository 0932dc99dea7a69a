import { randomFor } from "../../src/core/random.ts";
import type { Modality } from "../../src/frames/frame.ts";
import { input } from "../../src/graph/leaves.ts";
import { createParameters, type ParameterScope } from "../../src/graph/parameters.ts";
import type { Shape } from "../../src/graph/value.ts";
import type {
  ClipResults,
  Objective,
  ObjectiveInputs,
  ObjectiveTerms,
} from "../../src/objectives/objective.ts";
import type { Tensor } from "./evaluate.ts";
import { normalTensor, parameterFeeds, tensorOf, type Feeds } from "./feeds.ts";

/** What the clips of a batch give an objective; the first axis is the clip. */
export const clipTensors = [
  "previousMap",
  "currentMap",
  "currentFrame",
  "nextFrame",
  "horizonS",
] as const;

/** An objective on free maps and frames, without an encoder between them. */
export interface ObjectiveBench {
  readonly inputs: ObjectiveInputs;
  readonly scope: ParameterScope;
  readonly results: ClipResults;
  readonly terms: ObjectiveTerms;
  /** Random parameters, maps and frames. `spread` as in `parameterFeeds`. */
  readonly feeds: (seed: number, spread?: number) => Feeds;
}

export function objectiveBench(
  objective: Objective,
  options: {
    readonly options?: Readonly<Record<string, unknown>>;
    readonly modality?: Modality;
    readonly batch?: number;
    /** [rows, columns, channels]; the first half of the channels is place. */
    readonly map?: readonly [number, number, number];
    /** [height, width] */
    readonly frame?: readonly [number, number];
  } = {},
): ObjectiveBench {
  const { modality = "camera", batch = 3, map = [1, 2, 4], frame = [4, 8] } = options;
  const mapShape = [batch, ...map];
  const frameShape = [batch, ...frame, 3];
  const inputs: ObjectiveInputs = {
    modality,
    previousMap: input("previousMap", "float32", mapShape),
    currentMap: input("currentMap", "float32", mapShape),
    placeChannels: map[2] / 2,
    currentFrame: input("currentFrame", "float32", frameShape),
    nextFrame: input("nextFrame", "float32", frameShape),
    horizonS: input("horizonS", "float32", [batch]),
    range: { first: 0, batch },
  };
  const scope = createParameters();
  const own = options.options ?? {};
  const results = objective.perClip(inputs, own, scope);
  const terms = objective.combine(results, own);
  return {
    inputs,
    scope,
    results,
    terms,
    feeds: (seed, spread = 0.2) => {
      const feeds = parameterFeeds(scope.all(), { seed, spread });
      for (const name of clipTensors.slice(0, 4)) {
        const random = randomFor(seed, "clip", name);
        const { shape } = inputs[name];
        const isScan = modality === "lidar" && name.endsWith("Frame");
        feeds.set(name, isScan ? scanTensor(shape, seed, name) : normalTensor(shape, random));
      }
      const random = randomFor(seed, "clip", "horizonS");
      const horizons = Array.from({ length: batch }, () => 0.1 + 0.4 * random.uniform());
      feeds.set("horizonS", tensorOf([batch], horizons));
      return feeds;
    },
  };
}

/** Range, intensity and mask as write-input.ts lays them out; about a third of the cells is empty. */
function scanTensor(shape: Shape, seed: number, name: string): Tensor {
  const random = randomFor(seed, "scan", name);
  const cells = shape.slice(0, 3).reduce((a, b) => a * b, 1);
  const values = Array.from({ length: cells }, () =>
    random.uniform() < 0.35 ? [0, 0, 0] : [random.normal(), random.normal(), 1],
  );
  return tensorOf(shape, values.flat());
}
