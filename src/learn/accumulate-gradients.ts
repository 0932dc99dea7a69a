import { backward } from "../autodiff/backward.ts";
import { nthOf } from "../graph/derived/nth-of.ts";
import { sumAll } from "../graph/derived/sum-all.ts";
import { zeroAfter } from "../graph/derived/zero-after.ts";
import { labelled } from "../graph/label.ts";
import { add } from "../graph/ops/add.ts";
import { concat } from "../graph/ops/concat.ts";
import { mul } from "../graph/ops/mul.ts";
import { reshape } from "../graph/ops/reshape.ts";
import { stopGradient } from "../graph/ops/stop-gradient.ts";
import { topologicalOrder } from "../graph/topology.ts";
import type { ParameterScope } from "../graph/parameters.ts";
import type { Node, Value } from "../graph/value.ts";
import type { ClipRange } from "../objectives/objective.ts";
import { flattenParameters } from "../optim/flatten.ts";
import type { ModelResults } from "./build-model.ts";
import type { Clips } from "./model-inputs.ts";

/** What becomes of the results of a whole batch: at least a scalar [] to be minimised. */
export interface Combined {
  readonly minimized: Value;
}

/** Results by one name for all of them: `info-nce/embedding`. */
type FlatResults = ReadonlyMap<string, Value>;

/**
 * The gradient of a batch's loss, computed micro-batch after micro-batch in the memory of one: the sum
 * over micro-batches m of Jᵀₘ·∂L/∂rₘ, where rₘ are the results of its clips. This is exact for every
 * loss, because whatever couples clips stands behind the results.
 *
 * ∂L/∂rₘ may hang on the results of other micro-batches, as a contrastive loss's does. Those, and no
 * others, are computed beforehand, without a backward pass to keep anything for; each forward pass that
 * they need runs twice then. Where no gradient looks at another clip (a mean) there is one pass only.
 *
 * Each micro-batch's clips are read by an index that is known only when the one before is done with,
 * down to its sums: so none runs ahead and holds memory, and no two passes over the same clips look
 * like one to a pass that shares common sub-expressions.
 *
 * @param forward the model on some clips; results [B′, …]
 * @param combine what is made of the results of the whole batch
 * @returns what `combine` has made, and the gradients of its `minimized` by each parameter, in order
 * @see Gao et al. 2021, Scaling Deep Contrastive Learning Batch Size under Memory Limited Setup,
 *   arXiv:2101.06983, §3.2
 */
export function accumulateGradients<T extends Combined>(
  options: AccumulateOptions<T>,
): Accumulated<T> {
  const { clips, microBatches, parameters, forward, combine } = options;
  const whole = forward(clips, { first: 0, batch: clips.current.shape[0]! });
  if (microBatches > 1) return labelled("micro-batches", () => inParts(options, whole));
  const combined = combine(whole);
  const weights = parameters.all().map((p) => p.value);
  return { combined, gradients: backward(combined.minimized, weights) };
}

interface AccumulateOptions<T extends Combined> {
  readonly clips: Clips;
  readonly microBatches: number;
  /** Those that gradients are wanted of, once the model has been built. */
  readonly parameters: Pick<ParameterScope, "all">;
  readonly forward: (clips: Clips, range: ClipRange) => ModelResults;
  readonly combine: (results: ModelResults) => T;
}

interface Accumulated<T> {
  readonly combined: T;
  readonly gradients: readonly Value[];
}

/** @param whole results of the whole batch, to be looked at only */
function inParts<T extends Combined>(
  options: AccumulateOptions<T>,
  whole: ModelResults,
): Accumulated<T> {
  const { clips, microBatches, parameters, forward, combine } = options;
  const batch = clips.current.shape[0]!;
  const all = parameters.all();
  const weights = all.map((p) => p.value);
  const see = (index: number, after: Value | undefined): FlatResults => {
    const own = microBatchOf(clips, { index, microBatches, after });
    return flatten(forward(own, { first: (index * batch) / microBatches, batch }));
  };
  const indices = Array.from({ length: microBatches }, (_, i) => i);

  // What needs a first pass is read off the gradient itself. The whole batch stays on paper: nothing
  // that is returned hangs on it.
  const sketch = flatten(whole);
  const trained = learnable(sketch, weights);
  const seedsOf = (results: FlatResults): readonly Value[] =>
    backward(
      combine(unflatten(results)).minimized,
      trained.map((name) => results.get(name)!),
    );
  const coupled = namesReadBy(seedsOf(sketch), sketch);

  let ready: Value | undefined;
  const first = indices.map((index) => {
    const results = see(index, ready);
    const needed = [...coupled].map((name) => results.get(name)!);
    if (needed.length > 0) ready = zeroAfter(needed);
    return results;
  });
  const seeds = seedsOf(join(first));
  if (coupled.size > 0) ready = zeroAfter(seeds);

  const flat = flattenParameters(all);
  let sums: readonly Value[] = [];
  const second = indices.map((index) => {
    const results = see(index, ready);
    const weighted = trained.map((name, i) => {
      const result = results.get(name)!;
      const parts = reshape(seeds[i]!, [microBatches, ...result.shape]);
      return sumAll(mul(result, stopGradient(nthOf(parts, index))));
    });
    const own = flat.flatten(backward(weighted.reduce(add), weights));
    sums = sums.length === 0 ? own : own.map((gradient, i) => add(sums[i]!, gradient));
    ready = zeroAfter([...sums, ...results.values()]);
    return results;
  });
  return { combined: combine(unflatten(join(second))), gradients: flat.unflatten(sums) };
}

function microBatchOf(
  clips: Clips,
  options: {
    readonly index: number;
    readonly microBatches: number;
    readonly after: Value | undefined;
  },
): Clips {
  const { index, microBatches, after } = options;
  const part = (x: Value): Value => {
    const [batch = 1, ...rest] = x.shape;
    return nthOf(reshape(x, [microBatches, batch / microBatches, ...rest]), index, after);
  };
  const { previous, current, next, horizonS, ...asked } = clips;
  return {
    previous: part(previous),
    current: part(current),
    next: part(next),
    horizonS: part(horizonS),
    ...Object.fromEntries(Object.entries(asked).map(([name, value]) => [name, part(value)])),
  };
}

/** Names of the results that a weight leads to: the others have no gradient to hand on. */
function learnable(results: FlatResults, weights: readonly Value[]): readonly string[] {
  const nodes = new Set<Node>(weights.map((weight) => weight.node));
  return [...results.keys()].filter((name) =>
    topologicalOrder([results.get(name)!]).some((node) => nodes.has(node)),
  );
}

/** Names of the results that any of `values` is computed from. */
function namesReadBy(values: readonly Value[], results: FlatResults): ReadonlySet<string> {
  const read = new Set<Value>();
  for (const node of topologicalOrder(values)) {
    if (node.kind !== "operator") continue;
    for (const value of node.inputs) if (value) read.add(value);
  }
  values.forEach((value) => read.add(value));
  return new Set([...results.keys()].filter((name) => read.has(results.get(name)!)));
}

function flatten(results: ModelResults): FlatResults {
  return new Map(
    Object.entries(results).flatMap(([objective, own]) =>
      Object.entries(own).map(([name, value]) => [`${objective}/${name}`, value]),
    ),
  );
}

function unflatten(results: FlatResults): ModelResults {
  const byObjective: Record<string, Record<string, Value>> = {};
  for (const [path, value] of results) {
    const at = path.lastIndexOf("/");
    (byObjective[path.slice(0, at)] ??= {})[path.slice(at + 1)] = value;
  }
  return byObjective;
}

/** The parts of each result one after the other: [B′, …] each → [B, …]. */
function join(parts: readonly FlatResults[]): FlatResults {
  const names = [...(parts[0]?.keys() ?? [])];
  return new Map(
    names.map((name) => [
      name,
      concat(
        parts.map((part) => part.get(name)!),
        0,
      ),
    ]),
  );
}
