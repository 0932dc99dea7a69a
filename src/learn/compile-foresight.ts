import { onesLike } from "../graph/derived/ones-like.ts";
import { sumAll } from "../graph/derived/sum-all.ts";
import { defineGraph, type Graph } from "../graph/graph.ts";
import { input, scalar } from "../graph/leaves.ts";
import { abs } from "../graph/ops/abs.ts";
import { add } from "../graph/ops/add.ts";
import { concat } from "../graph/ops/concat.ts";
import { div } from "../graph/ops/div.ts";
import { mul } from "../graph/ops/mul.ts";
import { reduceMean } from "../graph/ops/reduce-mean.ts";
import { reduceSum } from "../graph/ops/reduce-sum.ts";
import { reshape } from "../graph/ops/reshape.ts";
import { sub } from "../graph/ops/sub.ts";
import { optimizeGraph } from "../graph/passes/index.ts";
import { createParameters, type ParameterSpec } from "../graph/parameters.ts";
import type { Value } from "../graph/value.ts";
import { objectives } from "../objectives/index.ts";
import { encode } from "./build-model.ts";
import { compileEncoder } from "./compile-encoder.ts";
import { averageScope } from "./emit-update.ts";
import type { LearnerSpec } from "./learner-spec.ts";
import { modelChannels } from "./model-input.ts";
import { optionsOf } from "./options-of.ts";

/** Parts of a picture, row-major, that its errors are told for. */
export interface Regions {
  readonly rows: number;
  readonly columns: number;
}

/** The decoder of the next frame, for one clip. */
export interface CompiledForesight {
  readonly graph: Graph;
  readonly parameters: readonly ParameterSpec[];
  readonly regions: Regions;
}

const objective = "next-frame";
/** Most regions: an object that matters fills one of them. */
const most: Regions = { rows: 4, columns: 8 };

/**
 * Compiles the averaged next-frame decoder for one clip, whose frames were encoded when they came: inputs
 * `previousMap`, `currentMap` [1, rows, columns, C], `current`, `next` [1, H, W, 3] and `horizonS` [1];
 * outputs `errors` [1 + rows·columns], the mean absolute error of the whole picture and then of each region, in
 * normalised pixel units, and `predicted` [1, h, w, K]. Lidar cells without a return do not count; a region
 * without any has error 0.
 *
 * Undefined where the spec predicts no frames.
 */
export function compileForesight(spec: LearnerSpec): CompiledForesight | undefined {
  const entry = spec.objectives.find(({ name }) => name === objective);
  if (!entry) return undefined;
  const { modality } = spec;
  const scope = createParameters(averageScope);
  const { mapShape } = compileEncoder(spec, 1);
  const frameShape = [1, spec.height, spec.width, modelChannels];
  const previousMap = input("previousMap", "float32", mapShape);
  const currentMap = input("currentMap", "float32", mapShape);
  const current = input("current", "float32", frameShape);
  const next = input("next", "float32", frameShape);
  const horizonS = input("horizonS", "float32", [1]);
  const decoder = objectives.get(objective);
  const seen = { previousMap, currentMap, encode: (frame: Value) => encode(spec, scope, frame) };
  const {
    predicted,
    following,
    weight: measured,
  } = decoder.pictures!(
    {
      ...{ modality, ...seen, horizonS, placeChannels: mapShape[3]! / 2 },
      ...{ previousFrame: current, currentFrame: current, nextFrame: next },
      ...{ times: {}, draws: {}, range: { first: 0, batch: 1 } },
      averaged: () => ({ ...seen, parameters: scope.child(objective) }),
    },
    optionsOf(entry),
    scope.child(objective),
  );
  const [, height, width] = predicted!.shape as [number, number, number, number];
  const regions = {
    rows: largestDivisor(height, most.rows),
    columns: largestDivisor(width, most.columns),
  };
  const miss = reduceMean(abs(sub(predicted!, following!)), [3]);
  const weight = measured ? reshape(measured, miss.shape) : onesLike(miss);
  const [lost, counted] = [mul(miss, weight), weight].map((cells) => sums(cells, regions));
  // 0 of nothing is 0: a region without a return is not wrong.
  const errors = div(lost!, add(counted!, scalar(1e-3)));
  const parameters = scope.all();
  const plain = defineGraph({
    name: `${spec.sensor}-foresight`,
    inputs: [
      ...parameters.map((p) => p.value),
      ...[previousMap, currentMap, current, next, horizonS],
    ],
    outputs: { errors, predicted: predicted!, ...(measured && { weight: measured }) },
  });
  return { graph: optimizeGraph(plain), parameters, regions };
}

/** Of cells [1, h, w]: the sum of all, then of each region, row-major: [1 + rows·columns]. */
function sums(cells: Value, { rows, columns }: Regions): Value {
  const [, height, width] = cells.shape as [number, number, number];
  const blocks = reshape(cells, [rows, height / rows, columns, width / columns]);
  const regional = reshape(reduceSum(blocks, [1, 3]), [rows * columns]);
  return concat([reshape(sumAll(cells), [1]), regional], 0);
}

function largestDivisor(of: number, atMost: number): number {
  let divisor = Math.min(of, atMost);
  while (of % divisor !== 0) divisor -= 1;
  return divisor;
}
