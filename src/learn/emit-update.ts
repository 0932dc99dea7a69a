import { scale } from "../graph/derived/scale.ts";
import { sumAll } from "../graph/derived/sum-all.ts";
import { labelledPart, placed } from "../graph/label.ts";
import { input, scalar } from "../graph/leaves.ts";
import { add } from "../graph/ops/add.ts";
import { and } from "../graph/ops/and.ts";
import { cast } from "../graph/ops/cast.ts";
import { isInf } from "../graph/ops/is-inf.ts";
import { isNaN } from "../graph/ops/is-nan.ts";
import { mul } from "../graph/ops/mul.ts";
import { not } from "../graph/ops/not.ts";
import { or } from "../graph/ops/or.ts";
import { sub } from "../graph/ops/sub.ts";
import { where } from "../graph/ops/where.ts";
import type { Initializer, ParameterSpec } from "../graph/parameters.ts";
import type { Shape, Value } from "../graph/value.ts";
import { flattenParameters, type ParameterGroup } from "../optim/flatten.ts";
import { optimizers } from "../optim/index.ts";
import type { scheduledNames, ScheduleOptions } from "../optim/schedule.ts";
import type { TransformContext } from "../optim/transform.ts";

/** A tensor of a step's state that no step changes, and how it starts. */
export interface ConstantTensor {
  readonly name: string;
  readonly shape: Shape;
  readonly init: Initializer;
  /** The state tensor whose first value this one starts with; absent = its own. */
  readonly startsAs?: string | undefined;
}

/** A state tensor of a step: how it starts and where the step writes what it becomes. */
export interface StateTensor extends ConstantTensor {
  readonly next: string;
}

/** A tensor that something else than the optimizer keeps from step to step. */
export interface KeptTensor extends ConstantTensor {
  /** The input that it is read by, and what a finite step makes of it. */
  readonly value: Value;
  readonly next: Value;
}

/** Name of the averaged copy of a parameter: what is published. */
export const averageScope = "average";

/** An optimizer's step, as graph. */
export interface EmittedUpdate {
  readonly state: readonly StateTensor[];
  /** The frozen parameters and their averages. */
  readonly constants: readonly ConstantTensor[];
  /** The inputs of the state and of the constants, then the scalars that the host feeds to each step. */
  readonly inputs: readonly Value[];
  /** `next/<tensor>` for every tensor of `state`. */
  readonly nextState: Readonly<Record<string, Value>>;
  /** `gradientNorm`, …, and `isFinite`: 0 where the step kept the old state. */
  readonly metrics: Readonly<Record<string, Value>>;
  readonly schedule: ScheduleOptions;
}

/**
 * Emits the optimizer's update of `parameters` by the gradient of `loss`, and of their running average
 * (`average/<name>`: Polyak & Juditsky 1992, with an exponential window). Where loss or update is
 * not finite every state tensor stays what it was. All of it has the direction `update`, the
 * optimizer's part its name as label, and the average's `average`.
 */
export function emitUpdate(options: UpdateOptions): EmittedUpdate {
  return placed({ label: "", direction: "update" }, () => buildUpdate(options));
}

interface UpdateOptions {
  readonly loss: Value;
  readonly parameters: readonly ParameterSpec[];
  /** Of the loss by each parameter, in their order. */
  readonly gradients: readonly Value[];
  /** Parameters that never change, but are part of the state. The average of one is itself. */
  readonly frozen?: readonly ParameterSpec[] | undefined;
  readonly optimizer: { readonly name: string } & Readonly<Record<string, unknown>>;
  /** Also looks at the gradient itself: a transform may make something finite of an infinite one. */
  readonly mayOverflow?: boolean | undefined;
  /** Averages that the loss already reads; the others are made here. */
  readonly averages?: readonly ParameterSpec[] | undefined;
  readonly kept?: readonly KeptTensor[] | undefined;
}

function buildUpdate(options: UpdateOptions): EmittedUpdate {
  const { loss, parameters, gradients, frozen = [], optimizer, mayOverflow = false } = options;
  const readAverages = new Map(options.averages?.map(({ name, value }) => [name, value]));
  const averageOf = ({ name, shape }: ParameterSpec): Value => {
    const full = `${averageScope}/${name}`;
    return readAverages.get(full) ?? input(full, "float32", shape);
  };
  const { name: optimizerName, ...own } = optimizer;
  const { transform, schedule } = optimizers.get(optimizerName).build(own);
  const flat = flattenParameters(parameters);
  const desk = openDesk(flat.groups);
  const flatGradients = flat.flatten(gradients);
  const flatUpdates = transform(flatGradients, desk.context);

  // 0·u is 0, or not a number where u is not finite: unlike a norm, it cannot overflow.
  const probed = mayOverflow ? [...flatGradients, ...flatUpdates] : flatUpdates;
  const probes = probed.map((u) => sumAll(scale(u, 0)));
  const checked = [loss, ...probes].map(isFiniteValue).reduce(and);
  const updated = flatUpdates.map((u, group) =>
    add(flat.groups[group]!.value, where(checked, u, scalar(0))),
  );
  const averageDecay = where(checked, desk.scheduled.averageDecay, scalar(1));
  const averages = parameters.map(averageOf);
  // θ − τ(θ − a) is τa + (1 − τ)θ with one product less.
  const averaged = labelledPart("average", () =>
    flat.flatten(averages).map((average, group) => {
      const now = updated[group]!;
      return sub(now, mul(sub(now, average), averageDecay));
    }),
  );
  const state: StateTensor[] = [];
  const stateInputs: Value[] = [];
  const nextState: Record<string, Value> = {};
  const addState = (
    { name, shape, init, startsAs }: Omit<StateTensor, "next">,
    value: Value,
    updated: Value,
  ): void => {
    const next = `next/${name}`;
    state.push({ name, shape, init, next, ...(startsAs !== undefined && { startsAs }) });
    stateInputs.push(value);
    nextState[next] = updated;
  };
  const nextParameters = flat.unflatten(updated);
  const nextAverages = flat.unflatten(averaged);
  parameters.forEach((p, i) => {
    const { name, shape, init } = p;
    addState(p, p.value, nextParameters[i]!);
    const average = { name: `${averageScope}/${name}`, shape, init, startsAs: name };
    addState(average, averages[i]!, nextAverages[i]!);
  });
  for (const slot of [...desk.slots.values(), ...(options.kept ?? [])]) {
    addState(slot, slot.value, where(checked, slot.next, slot.value));
  }

  const constants = frozen.flatMap((parameter) => {
    const { name, shape, init, value } = parameter;
    const average = `${averageScope}/${name}`;
    stateInputs.push(value, averageOf(parameter));
    return [
      { name, shape, init },
      { name: average, shape, init, startsAs: name },
    ];
  });

  return {
    state,
    constants,
    inputs: [...stateInputs, ...Object.values(desk.scheduled)],
    nextState,
    metrics: { ...Object.fromEntries(desk.metrics), isFinite: cast(checked, "float32") },
    schedule,
  };
}

function isFiniteValue(x: Value): Value {
  return not(or(isNaN(x), isInf(x)));
}

interface Slot {
  readonly name: string;
  readonly shape: Shape;
  readonly init: Initializer;
  readonly value: Value;
  next: Value;
}

/** What the transforms ask for and hand in: their tensors, their scalars, what they publish. */
function openDesk(parameters: readonly ParameterGroup[]): {
  readonly context: TransformContext;
  readonly slots: ReadonlyMap<string, Slot>;
  readonly metrics: ReadonlyMap<string, Value>;
  readonly scheduled: Readonly<Record<(typeof scheduledNames)[number], Value>>;
} {
  const slots = new Map<string, Slot>();
  const metrics = new Map<string, Value>();
  const scheduled = {
    learningRate: input("learningRate", "float32", []),
    biasCorrection1: input("biasCorrection1", "float32", []),
    biasCorrection2: input("biasCorrection2", "float32", []),
    averageDecay: input("averageDecay", "float32", []),
  };
  const context: TransformContext = {
    parameters,
    scheduled: (name) => scheduled[name],
    slot: (name, shape, init) => {
      const value = input(name, "float32", shape);
      slots.set(name, { name, shape, init, value, next: value });
      return value;
    },
    keep: (name, next) => {
      slots.get(name)!.next = next;
    },
    metric: (name, value) => {
      metrics.set(name, value);
    },
  };
  return { context, slots, metrics, scheduled };
}
