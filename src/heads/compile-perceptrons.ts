import { backward } from "../autodiff/backward.ts";
import { meanAll } from "../graph/derived/mean-all.ts";
import { square } from "../graph/derived/square.ts";
import { defineGraph, type Graph } from "../graph/graph.ts";
import { labelled } from "../graph/label.ts";
import { input } from "../graph/leaves.ts";
import { add } from "../graph/ops/add.ts";
import { matMul } from "../graph/ops/mat-mul.ts";
import { relu } from "../graph/ops/relu.ts";
import { reshape } from "../graph/ops/reshape.ts";
import { sub } from "../graph/ops/sub.ts";
import { optimizeGraph } from "../graph/passes/index.ts";
import { createParameters, type ParameterScope } from "../graph/parameters.ts";
import type { Value } from "../graph/value.ts";
import { emitUpdate, type StateTensor } from "../learn/emit-update.ts";
import type { ScheduleOptions } from "../optim/schedule.ts";

/** Perceptrons of one hidden layer, trained beside each other on batches of their own. */
export interface PerceptronSpec {
  readonly members: number;
  readonly inputs: number;
  readonly hidden: number;
  /** Rows of a member's batch. */
  readonly batch: number;
  readonly optimizer: { readonly name: string } & Readonly<Record<string, unknown>>;
}

export interface CompiledPerceptrons {
  readonly step: Graph;
  readonly state: readonly StateTensor[];
  readonly schedule: ScheduleOptions;
}

/**
 * Compiles a step on `features` [members, batch, inputs] and `label` [members, batch]; output `loss`, the
 * mean squared error. One product serves every member: five small networks cost hardly more than one.
 */
export function compilePerceptrons(spec: PerceptronSpec): CompiledPerceptrons {
  const { members, inputs, batch, optimizer } = spec;
  const features = input("features", "float32", [members, batch, inputs]);
  const label = input("label", "float32", [members, batch]);
  const scope = createParameters();
  const predicted = perceptrons(scope, features, spec);
  const loss = labelled("loss", () => meanAll(square(sub(predicted, label))));
  const parameters = scope.all();
  const gradients = backward(
    loss,
    parameters.map((p) => p.value),
  );
  const update = emitUpdate({ loss, parameters, gradients, optimizer });
  const step = defineGraph({
    name: "perceptrons-step",
    inputs: [features, label, ...update.inputs],
    outputs: { loss, ...update.nextState },
  });
  return { step: optimizeGraph(step), state: update.state, schedule: update.schedule };
}

function perceptrons(scope: ParameterScope, x: Value, spec: PerceptronSpec): Value {
  const { members, inputs, hidden, batch } = spec;
  const first = dense(scope.child("hidden"), x, [members, inputs, hidden], Math.SQRT2);
  const second = dense(scope.child("output"), relu(first), [members, hidden, 1], 1);
  return reshape(second, [members, batch]);
}

/** One layer a member. Shapes: x [members, batch, inputs] → [members, batch, outputs]. */
function dense(
  scope: ParameterScope,
  x: Value,
  shape: readonly [members: number, inputs: number, outputs: number],
  gain: number,
): Value {
  const [members, fanIn, outputs] = shape;
  const weight = scope.parameter("weight", shape, {
    init: { kind: "fan-in", fanIn, gain },
    isDecayed: true,
  });
  const bias = scope.parameter("bias", [members, 1, outputs], {
    init: { kind: "constant", value: 0 },
    isDecayed: false,
  });
  return labelled(scope.label, () => add(matMul(x, weight), bias));
}
