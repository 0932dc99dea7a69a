import { onesLike } from "../graph/derived/ones-like.ts";
import { sumAll } from "../graph/derived/sum-all.ts";
import { defineGraph, type Graph } from "../graph/graph.ts";
import { scalar } from "../graph/leaves.ts";
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
import type { Shape, Value } from "../graph/value.ts";
import { buildModel } from "./build-model.ts";
import { averageScope } from "./emit-update.ts";
import type { LearnerSpec } from "./learner-spec.ts";

/** Parts of a picture, row-major, that its errors are told for. */
export interface Regions {
  readonly rows: number;
  readonly columns: number;
}

/** Encoder and decoder of the next frame, for one clip. */
export interface CompiledForesight {
  readonly graph: Graph;
  readonly parameters: readonly ParameterSpec[];
  /** [1, h, w, K] of `predicted`, and of `weight` with K = 1 for a lidar. */
  readonly pictureShape: Shape;
  readonly regions: Regions;
}

const objective = "next-frame";
/** Most regions: an object that matters fills one of them. */
const most: Regions = { rows: 4, columns: 8 };

/**
 * Compiles the averaged encoder with its next-frame decoder for one clip: inputs `previous`, `current`,
 * `next` [1, H, W, 3] and `horizonS` [1]; outputs `errors` [1 + rows·columns], the mean absolute error of the
 * whole picture and then of each region, in normalised pixel units, and `predicted` [1, h, w, K]. Lidar cells
 * without a return do not count; a region without any has error 0.
 *
 * Undefined where the spec predicts no frames.
 */
export function compileForesight(spec: LearnerSpec): CompiledForesight | undefined {
  const entry = spec.objectives.find(({ name }) => name === objective);
  if (!entry) return undefined;
  const averaged = createParameters(averageScope);
  const model = buildModel(
    { ...spec, objectives: [entry], batch: 1 },
    { trained: averaged, averaged },
  );
  const picture = (name: string): Value => model.pictures[`${objective}/${name}`]!;
  const predicted = picture("predicted");
  const [, height, width] = predicted.shape as [number, number, number, number];
  const regions = {
    rows: largestDivisor(height, most.rows),
    columns: largestDivisor(width, most.columns),
  };
  const lidarWeight = spec.modality === "lidar" ? picture("weight") : undefined;
  const miss = reduceMean(abs(sub(predicted, picture("following"))), [3]);
  const weight = lidarWeight ? reshape(lidarWeight, miss.shape) : onesLike(miss);
  const [lost, counted] = [mul(miss, weight), weight].map((cells) => sums(cells, regions));
  // 0 of nothing is 0: a region without a return is not wrong.
  const errors = div(lost!, add(counted!, scalar(1e-3)));
  const parameters = averaged.all();
  const { previous, current, next, horizonS } = model.inputs.clips;
  const plain = defineGraph({
    name: `${spec.sensor}-foresight`,
    inputs: [...parameters.map((p) => p.value), previous, current, next, horizonS],
    outputs: { errors, predicted, ...(lidarWeight && { weight: lidarWeight }) },
  });
  return { graph: optimizeGraph(plain), parameters, pictureShape: predicted.shape, regions };
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
