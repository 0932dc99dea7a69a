import { randomFor } from "../../src/core/random.ts";
import type { Modality } from "../../src/frames/frame.ts";
import { input } from "../../src/graph/leaves.ts";
import { createParameters, type ParameterScope } from "../../src/graph/parameters.ts";
import type { Shape, Value } from "../../src/graph/value.ts";
import { linear } from "../../src/nn/layers/linear.ts";
import { mergeCells } from "../../src/nn/layers/merge-cells.ts";
import type {
  BatchInputs,
  ClipResults,
  Objective,
  ObjectiveInputs,
  ObjectiveTerms,
} from "../../src/objectives/objective.ts";
import type { Tensor } from "./evaluate.ts";
import { normalTensor, parameterFeeds, tensorOf, type Feeds } from "./feeds.ts";

/**
 * An objective on free maps and frames, without an encoder between them. A frame that is asked to be
 * encoded becomes a map by one product of each block of pixels, `encoder/weight`.
 */
export interface ObjectiveBench {
  readonly inputs: ObjectiveInputs;
  readonly batchInputs: BatchInputs;
  readonly scope: ParameterScope;
  readonly results: ClipResults;
  readonly terms: ObjectiveTerms;
  /** Everything that is fed but parameters; and of that, what the first axis of is the clip. */
  readonly leaves: readonly Value[];
  readonly clipTensors: readonly string[];
  /** Random parameters, maps, frames, times, draws and state. `spread` as in `parameterFeeds`. */
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
  const own = options.options ?? {};
  const [height, width] = frame;
  const needs = objective.needs(own, { modality, batch, height, width });
  const leaf = (name: string, shape: Shape): Value => input(name, "float32", shape);
  const maps = (prefix: string) => ({
    previousMap: leaf(`${prefix}previousMap`, [batch, ...map]),
    currentMap: leaf(`${prefix}currentMap`, [batch, ...map]),
  });
  const frames = {
    previousFrame: leaf("previousFrame", [batch, ...frame, 3]),
    currentFrame: leaf("currentFrame", [batch, ...frame, 3]),
    nextFrame: leaf("nextFrame", [batch, ...frame, 3]),
  };
  const times = Object.fromEntries((needs.times ?? []).map((name) => [name, leaf(name, [batch])]));
  const draws = Object.entries(needs.draws ?? {});
  const drawsOf = (which: "clip" | "batch") =>
    Object.fromEntries(
      draws
        .filter(([, draw]) => draw.of === which)
        .map(([name, { shape }]) => [
          name,
          leaf(name, which === "clip" ? [batch, ...shape] : shape),
        ]),
    );
  const state = Object.fromEntries(
    Object.entries(needs.state ?? {}).map(([name, { shape }]) => [
      name,
      leaf(`state/${name}`, shape),
    ]),
  );
  const scope = createParameters();
  const average = createParameters("average");
  const encodeBy = (parameters: ParameterScope) => (x: Value) => {
    const block = { rows: height / map[0], columns: width / map[1] };
    return linear(parameters.child("encoder"), mergeCells(x, block), { outputs: map[2] });
  };
  const averagedMaps = maps("averaged-");
  const inputs: ObjectiveInputs = {
    modality,
    ...maps(""),
    ...frames,
    placeChannels: map[2] / 2,
    horizonS: leaf("horizonS", [batch]),
    times,
    draws: drawsOf("clip"),
    encode: encodeBy(scope),
    averaged: () => ({ ...averagedMaps, encode: encodeBy(average), parameters: average }),
    range: { first: 0, batch },
  };
  const batchInputs: BatchInputs = { times, draws: drawsOf("batch"), state, parameters: scope };
  const results = objective.perClip(inputs, own, scope);
  const terms = objective.combine(results, own, batchInputs);
  const { previousMap, currentMap, horizonS } = inputs;
  const ofClips = [
    ...[previousMap, currentMap, ...Object.values(averagedMaps)],
    ...[...Object.values(frames), horizonS, ...Object.values(times)],
    ...Object.values(inputs.draws),
  ];
  const leaves = [...ofClips, ...Object.values(batchInputs.draws), ...Object.values(state)];
  return {
    inputs,
    batchInputs,
    scope,
    results,
    terms,
    leaves: [...leaves, ...average.all().map((p) => p.value)],
    clipTensors: ofClips.map(nameOf),
    feeds: (seed, spread = 0.2) => {
      const feeds = parameterFeeds([...scope.all(), ...average.all()], { seed, spread });
      for (const value of leaves) {
        const name = nameOf(value);
        const random = randomFor(seed, "clip", name);
        const isScan = modality === "lidar" && name.endsWith("Frame");
        const isTime = name === "horizonS" || name in times;
        const isUniform = isTime || needs.draws?.[name]?.kind === "uniform";
        const made = isUniform
          ? normalTensor(value.shape, { ...random, normal: () => random.uniform() })
          : normalTensor(value.shape, random);
        if (isTime) made.data.forEach((u, i) => (made.data[i] = 0.1 + 0.4 * u));
        feeds.set(name, isScan ? scanTensor(value.shape, seed, name) : made);
      }
      return feeds;
    },
  };
}

function nameOf({ node }: Value): string {
  if (node.kind !== "input") throw new Error("not an input");
  return node.name;
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
