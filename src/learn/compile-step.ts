import { openHalfPrecision } from "../autodiff/half-precision.ts";
import { fail } from "../core/errors.ts";
import { scale } from "../graph/derived/scale.ts";
import { defineGraph, type Graph } from "../graph/graph.ts";
import { labelled, placed } from "../graph/label.ts";
import { add } from "../graph/ops/add.ts";
import { optimizeGraph } from "../graph/passes/index.ts";
import { createParameters, type ParameterSpec } from "../graph/parameters.ts";
import type { Value } from "../graph/value.ts";
import type { ScheduleOptions } from "../optim/schedule.ts";
import { accumulateGradients } from "./accumulate-gradients.ts";
import { clipInputs, combineResults, mapResults, seeClips } from "./build-model.ts";
import { emitUpdate, type StateTensor } from "./emit-update.ts";
import { findBuffers, onBuffers } from "./flat-state.ts";
import type { LearnerSpec } from "./learner-spec.ts";
import { openLossScale } from "./loss-scale.ts";
import { repeatStep } from "./repeat-step.ts";
import type { StateBuffer } from "./state-buffers.ts";
import { stepOptions } from "./step-options.ts";

/** A training step as a pure graph: (state, clips, schedule) → (state′, losses). */
export interface CompiledStep {
  readonly graph: Graph;
  /** The state by the names of its tensors, as checkpoints hold it. */
  readonly state: readonly StateTensor[];
  /** The same state as the graph reads and writes it. */
  readonly buffers: readonly StateBuffer[];
  readonly parameters: readonly ParameterSpec[];
  readonly schedule: ScheduleOptions;
  /** Names of the scalar outputs: `loss`, `info-nce`, `next-frame/error`, `gradientNorm`, … */
  readonly outputs: readonly string[];
  /** Where it is not 1, clips, schedule and scalar outputs have an axis of that size in front. */
  readonly stepsPerRun: number;
}

/**
 * Compiles forward, backward and optimizer of one sensor's model into one graph of ai.onnx
 * operators. Pure: the same spec gives the same graph.
 *
 * Inputs: the state's buffers; `previous`, `current`, `next` [B, H, W, 3]; `horizonS` [B]; the scalars
 * of the schedule (`scheduledNames`). Where loss or gradient is not finite the step keeps the old
 * state and `isFinite` is 0.
 * @throws AppError REGISTRY_UNKNOWN, SHAPE_MISMATCH, GRAD_RULE_MISSING; OPTION_INVALID when the
 *   micro-batches do not divide the batch
 */
export function compileStep(spec: LearnerSpec): CompiledStep {
  const { microBatches, precision, stepsPerRun } = stepOptions.parse(spec.step ?? {});
  if (spec.batch % microBatches !== 0) {
    fail("OPTION_INVALID", "microBatches", `a divisor of the batch ${spec.batch}`, microBatches);
  }
  const scope = createParameters();
  const clips = clipInputs(spec);
  const lossScale = precision === "float16" ? openLossScale() : undefined;
  const toHalf = precision === "float16" ? openHalfPrecision() : undefined;

  const { combined, gradients } = accumulateGradients({
    clips,
    microBatches,
    parameters: scope,
    forward: (part, range) => {
      const { results } = seeClips(spec, { parameters: scope, clips: part, range });
      return toHalf
        ? mapResults(results, (values) => toHalf(values, Object.values(part)))
        : results;
    },
    combine: (results) => {
      const terms = combineResults(spec, results);
      const loss = labelled("loss", () =>
        terms.map((term) => scale(term.loss, term.weight)).reduce(add),
      );
      return { terms, loss, minimized: lossScale ? lossScale.apply(loss) : loss };
    },
  });
  const { terms, loss } = combined;
  const parameters = scope.all();
  const update = emitUpdate({
    loss,
    parameters,
    gradients: lossScale ? gradients.map((gradient) => lossScale.remove(gradient)) : gradients,
    mayOverflow: lossScale !== undefined,
    optimizer: spec.optimizer,
  });
  const scaling = placed({ label: "loss-scale", direction: "update" }, () =>
    lossScale?.advance(update.metrics["isFinite"]!),
  );

  const scalars: Record<string, Value> = { loss, ...update.metrics, ...scaling?.metrics };
  for (const term of terms) {
    scalars[term.name] = term.loss;
    for (const [metric, value] of Object.entries(term.metrics)) {
      scalars[`${term.name}/${metric}`] = value;
    }
  }
  const plain = defineGraph({
    name: `${spec.sensor}-step`,
    inputs: [...Object.values(clips), ...update.inputs, ...(scaling?.inputs ?? [])],
    outputs: { ...scalars, ...update.nextState, ...scaling?.nextState },
  });
  const { schedule } = update;
  const state = [...update.state, ...(scaling?.state ?? [])];
  const buffers = findBuffers(plain, state);
  const graph = optimizeGraph(onBuffers(plain, buffers));
  const outputs = Object.keys(scalars);
  const step = { graph, state, buffers, parameters, schedule, outputs, stepsPerRun: 1 };
  return repeatStep(step, stepsPerRun);
}
