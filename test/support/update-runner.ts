import { backward } from "../../src/autodiff/backward.ts";
import { input } from "../../src/graph/leaves.ts";
import type { ParameterSpec } from "../../src/graph/parameters.ts";
import type { Shape, Value } from "../../src/graph/value.ts";
import { emitUpdate, type EmittedUpdate } from "../../src/learn/emit-update.ts";
import { scheduleAt, scheduledNames } from "../../src/optim/schedule.ts";
import { evaluate } from "./evaluate.ts";
import { parameterFeeds, tensorOf, type Feeds } from "./feeds.ts";

/** A parameter outside of any layer; it starts at 0. */
export function freeParameter(name: string, shape: Shape, isDecayed = true): ParameterSpec {
  const value = input(name, "float32", shape);
  return { name, shape, init: { kind: "constant", value: 0 }, isDecayed, value };
}

/** The optimizer's step by the gradient of `loss`. */
export function emitLossUpdate(
  loss: Value,
  parameters: readonly ParameterSpec[],
  optimizer: { readonly name: string } & Readonly<Record<string, unknown>>,
): EmittedUpdate {
  const gradients = backward(
    loss,
    parameters.map((p) => p.value),
  );
  return emitUpdate({ loss, parameters, gradients, optimizer });
}

/** Runs emitted steps in float64, the state fed back as an engine would. */
export interface UpdateRunner {
  readonly update: EmittedUpdate;
  readonly steps: number;
  /** The state after the steps so far, by name. */
  state(name: string): Float64Array;
  /** One more step; `feeds` are what the loss reads besides parameters. Returns the metrics. */
  step(feeds?: Feeds): Readonly<Record<string, number>>;
}

export function runUpdates(options: {
  readonly loss: Value;
  readonly parameters: readonly ParameterSpec[];
  readonly optimizer: { readonly name: string } & Readonly<Record<string, unknown>>;
  /** Parameters that do not start as they are initialised. */
  readonly start?: Readonly<Record<string, readonly number[]>>;
  /** Another runner to go on from, as from a checkpoint. */
  readonly resume?: UpdateRunner;
}): UpdateRunner {
  const { loss, parameters, optimizer, start = {}, resume } = options;
  const update = emitLossUpdate(loss, parameters, optimizer);
  const current = parameterFeeds(update.state, { seed: 0 });
  for (const { name, shape, startsAs = name } of update.state) {
    const values = start[startsAs];
    if (values) current.set(name, tensorOf(shape, values));
    if (resume) current.set(name, tensorOf(shape, resume.state(name)));
  }
  let steps = resume?.steps ?? 0;
  return {
    update,
    get steps() {
      return steps;
    },
    state: (name) => current.get(name)!.data,
    step: (extra = new Map()) => {
      steps += 1;
      const feeds: Feeds = new Map([...current, ...extra]);
      const schedule = scheduleAt(update.schedule, { step: steps });
      for (const name of scheduledNames) feeds.set(name, tensorOf([], schedule[name]));
      const metrics = { loss, ...update.metrics };
      const found = evaluate(
        [...Object.values(metrics), ...update.state.map((t) => update.nextState[t.next]!)],
        feeds,
      );
      const names = Object.keys(metrics);
      update.state.forEach((t, i) => current.set(t.name, found[names.length + i]!));
      return Object.fromEntries(names.map((name, i) => [name, found[i]!.data[0]!]));
    },
  };
}
