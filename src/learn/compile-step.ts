import { scale } from "../graph/derived/scale.ts";
import { defineGraph, type Graph } from "../graph/graph.ts";
import { labelled } from "../graph/label.ts";
import { add } from "../graph/ops/add.ts";
import type { ParameterSpec } from "../graph/parameters.ts";
import type { Value } from "../graph/value.ts";
import type { ScheduleOptions } from "../optim/schedule.ts";
import { buildModel } from "./build-model.ts";
import { emitUpdate, type StateTensor } from "./emit-update.ts";
import type { LearnerSpec } from "./learner-spec.ts";

/** A training step as a pure graph: (state, clips, schedule) → (state′, losses). */
export interface CompiledStep {
  readonly graph: Graph;
  readonly state: readonly StateTensor[];
  readonly parameters: readonly ParameterSpec[];
  readonly schedule: ScheduleOptions;
  /** Names of the scalar outputs: `loss`, `info-nce`, `next-frame/error`, `gradientNorm`, … */
  readonly outputs: readonly string[];
}

/**
 * Compiles forward, backward and optimizer of one sensor's model into one graph of ai.onnx
 * operators. Pure: the same spec gives the same graph.
 *
 * Inputs: the state; `previous`, `current`, `next` [B, H, W, 3]; `horizonS` [B]; the scalars
 * of the schedule (`scheduledNames`). Where loss or gradient is not finite the step keeps the old
 * state and `isFinite` is 0.
 * @throws AppError REGISTRY_UNKNOWN, SHAPE_MISMATCH, GRAD_RULE_MISSING
 */
export function compileStep(spec: LearnerSpec): CompiledStep {
  const model = buildModel(spec);
  const parameters = model.parameters.all();
  const loss = labelled("loss", () =>
    model.terms.map((term) => scale(term.loss, term.weight)).reduce(add),
  );
  const update = emitUpdate(loss, parameters, spec.optimizer);

  const scalars: Record<string, Value> = { loss, ...update.metrics };
  for (const term of model.terms) {
    scalars[term.name] = term.loss;
    for (const [metric, value] of Object.entries(term.metrics)) {
      scalars[`${term.name}/${metric}`] = value;
    }
  }
  const graph = defineGraph({
    name: `${spec.sensor}-step`,
    inputs: [...model.clips, ...update.inputs],
    outputs: { ...scalars, ...update.nextState },
  });
  const { state, schedule } = update;
  return { graph, state, parameters, schedule, outputs: Object.keys(scalars) };
}
