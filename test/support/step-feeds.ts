import { randomFor } from "../../src/core/random.ts";
import type { CompiledStep } from "../../src/learn/compiled-step.ts";
import type { LearnerSpec } from "../../src/learn/learner-spec.ts";
import { needsOf } from "../../src/learn/objective-needs.ts";
import { scheduleAt, scheduledNames } from "../../src/optim/schedule.ts";
import { evaluate } from "./evaluate.ts";
import { normalTensor, packFeeds, parameterFeeds, tensorOf, type Feeds } from "./feeds.ts";

/** State, random clips and schedule of step `number`, whose scalars it shares with no other. */
export function stepFeeds(
  { state, buffers, schedule }: Pick<CompiledStep, "state" | "buffers" | "schedule">,
  spec: LearnerSpec,
  options: { readonly seed: number; readonly number?: number; readonly spread?: number },
): Feeds {
  const { seed, number = 1, spread = 0.1 } = options;
  const named = parameterFeeds(state, { seed });
  // Every parameter off its start, so that the products that begin at zero take part.
  const moved = parameterFeeds(state, { seed, spread });
  for (const { name } of state) if (!isOptimizers(name)) named.set(name, moved.get(name)!);
  const feeds = packFeeds(buffers, named);
  for (const [name, tensor] of clipFeeds(spec, { seed, number })) feeds.set(name, tensor);
  const scheduled = scheduleAt(schedule, { step: number });
  for (const name of scheduledNames) feeds.set(name, tensorOf([], scheduled[name]));
  return feeds;
}

/** Random clips of a step. */
export function clipFeeds(
  spec: LearnerSpec,
  { seed, number = 1 }: { readonly seed: number; readonly number?: number },
): Feeds {
  const { batch, height, width, modality } = spec;
  const feeds: Feeds = new Map();
  const shape = [batch, height, width, 3];
  for (const name of ["previous", "current", "next"]) {
    const random = randomFor(seed, name, number);
    const { data } = normalTensor(shape, random);
    // The mask of a lidar cell is 0 or 1.
    const isScan = modality === "lidar";
    feeds.set(name, {
      shape,
      data: isScan ? data.map((v, i) => (i % 3 === 2 ? Number(v > -0.5) : v)) : data,
    });
  }
  const random = randomFor(seed, "horizonS", number);
  const horizons = Array.from({ length: batch }, () => 0.1 + 0.3 * random.uniform());
  feeds.set("horizonS", tensorOf([batch], horizons));
  const { times, draws } = needsOf(spec);
  const drawn = (name: string, own: readonly number[], kind: "uniform" | "normal"): void => {
    const numbers = randomFor(seed, name, number);
    feeds.set(name, normalTensor(own, { ...numbers, normal: () => numbers[kind]() }));
  };
  // Stamps less than a second apart: what is masked by time is so for some and not for others.
  for (const name of times) drawn(name, [batch], "uniform");
  for (const { name, shape: own, kind } of draws) drawn(name, own, kind);
  return feeds;
}

/** Every output of a step in float64, by name. */
export function evaluateStep(
  { graph }: CompiledStep,
  feeds: Feeds,
): ReadonlyMap<string, Float64Array> {
  const names = Object.keys(graph.outputs);
  const found = evaluate(
    names.map((name) => graph.outputs[name]!),
    feeds,
  );
  return new Map(names.map((name, i) => [name, found[i]!.data]));
}

function isOptimizers(name: string): boolean {
  return /^(adam|lossScale)\//.test(name);
}
