import { compressActivations } from "../autodiff/compress-activations.ts";
import { openHalfPrecision } from "../autodiff/half-precision.ts";
import { recompute } from "../autodiff/recompute.ts";
import { fail } from "../core/errors.ts";
import { scale } from "../graph/derived/scale.ts";
import { defineGraph } from "../graph/graph.ts";
import { hideShapes } from "../graph/hide-shapes.ts";
import { labelled, placed } from "../graph/label.ts";
import { add } from "../graph/ops/add.ts";
import { lowerGraph, type Lowering } from "../graph/lower-graph.ts";
import { orderForMemory } from "../graph/order-for-memory.ts";
import { optimizeGraph } from "../graph/passes/index.ts";
import type { ParameterSpec } from "../graph/parameters.ts";
import type { Value } from "../graph/value.ts";
import { accumulateGradients } from "./accumulate-gradients.ts";
import {
  combineResults,
  mapResults,
  modelParameters,
  seeClips,
  type NamedTerms,
} from "./build-model.ts";
import type { CompiledStep } from "./compiled-step.ts";
import { emitUpdate, type KeptTensor } from "./emit-update.ts";
import { findBuffers, onBuffers } from "./flat-state.ts";
import { divideFrozen, requireFreezable } from "./frozen-parameters.ts";
import type { LearnerSpec } from "./learner-spec.ts";
import { openLossScale } from "./loss-scale.ts";
import { modelInputs, type ModelInputs } from "./model-inputs.ts";
import { needsOf } from "./objective-needs.ts";
import { repeatStep } from "./repeat-step.ts";
import { constantBuffer } from "./state-buffers.ts";
import { stepOptions, type StepOptions } from "./step-options.ts";

/**
 * Compiles forward, backward and optimizer of one sensor's model into one graph: of ai.onnx
 * operators, and of those that `lowering` says the runtime has besides. Pure: the same spec gives the
 * same graph.
 *
 * Inputs: the state's buffers; `previous`, `current`, `next` [B, H, W, 3]; `horizonS` [B]; what the
 * objectives need besides (objective-needs.ts); the scalars of the schedule (`scheduledNames`). Where loss or gradient is not finite the step keeps the old
 * state and `isFinite` is 0.
 * @throws AppError REGISTRY_UNKNOWN, SHAPE_MISMATCH, GRAD_RULE_MISSING; OPTION_INVALID when the
 *   micro-batches do not divide the batch or `freeze` names nothing or everything
 */
export function compileStep(spec: LearnerSpec, lowering: Lowering = {}): CompiledStep {
  const options = stepOptions.parse(spec.step ?? {});
  const { microBatches, precision, stepsPerRun } = options;
  if (spec.batch % microBatches !== 0) {
    fail("OPTION_INVALID", "microBatches", `a divisor of the batch ${spec.batch}`, microBatches);
  }
  const models = modelParameters();
  const scope = models.trained;
  const inputs = modelInputs(spec);
  const { clips } = inputs;
  const lossScale = precision === "float16" ? openLossScale() : undefined;
  const toHalf = precision === "float16" ? openHalfPrecision() : undefined;

  const trained = (): readonly ParameterSpec[] => divide(scope.all(), options.freeze).trained;

  const { combined, gradients } = accumulateGradients({
    clips,
    microBatches,
    parameters: { all: trained },
    forward: (part, range) => {
      const { results } = seeClips(spec, { parameters: models, clips: part, range });
      return toHalf
        ? mapResults(results, (values) => toHalf(values, Object.values(part)))
        : results;
    },
    combine: (results) => {
      const terms = combineResults(spec, results, { inputs, parameters: models });
      const loss = labelled("loss", () =>
        terms.map((term) => scale(term.loss, term.weight)).reduce(add),
      );
      return { terms, loss, minimized: lossScale ? lossScale.apply(loss) : loss };
    },
  });
  const pass = savingMemory({ ...combined, gradients }, options);
  const parameters = scope.all();
  const update = emitUpdate({
    loss: pass.scalars["loss"]!,
    parameters: trained(),
    frozen: divide(parameters, options.freeze).frozen,
    gradients: lossScale
      ? pass.gradients.map((gradient) => lossScale.remove(gradient))
      : pass.gradients,
    mayOverflow: lossScale !== undefined,
    averages: models.averaged.all(),
    kept: keptByObjectives(spec, inputs.state, combined.terms),
    optimizer: spec.optimizer,
  });
  const scaling = placed({ label: "loss-scale", direction: "update" }, () =>
    lossScale?.advance(update.metrics["isFinite"]!),
  );

  const scalars = { ...pass.scalars, ...update.metrics, ...scaling?.metrics };
  const plain = defineGraph({
    name: `${spec.sensor}-step`,
    inputs: [
      ...Object.values(clips),
      ...Object.values(inputs.draws),
      ...update.inputs,
      ...(scaling?.inputs ?? []),
    ],
    outputs: { ...scalars, ...update.nextState, ...scaling?.nextState },
  });
  const { schedule, constants } = update;
  const state = [...update.state, ...(scaling?.state ?? [])];
  const buffers = [...findBuffers(plain, state), ...constants.map(constantBuffer)];
  const graph = lowerGraph(optimizeGraph(onBuffers(plain, buffers)), lowering);
  const outputs = Object.keys(scalars);
  const own = { graph, state, constants, buffers, parameters, schedule, outputs, stepsPerRun: 1 };
  const step = repeatStep(own, stepsPerRun);
  const { isOrdered = false } = lowering;
  const isSaving = isOrdered || options.recompute || options.savedActivations !== "float32";
  const hidden = isSaving ? hideShapes(step.graph, Object.keys(clips)) : step.graph;
  return { ...step, graph: isOrdered ? orderForMemory(hidden) : hidden };
}

/** The objectives' own state: how it starts, what it is read as and what it becomes. */
function keptByObjectives(
  spec: LearnerSpec,
  state: ModelInputs["state"],
  terms: readonly NamedTerms[],
): readonly KeptTensor[] {
  const next = new Map<string, Value>(
    terms.flatMap(({ name, nextState = {} }) =>
      Object.entries(nextState).map(([own, value]) => [`${name}/${own}`, value] as const),
    ),
  );
  return needsOf(spec).state.map((tensor) => {
    const value = state[tensor.name]!;
    return { ...tensor, value, next: next.get(tensor.name) ?? value };
  });
}

/** @throws AppError OPTION_INVALID as `requireFreezable` */
function divide(
  parameters: readonly ParameterSpec[],
  freeze: readonly string[],
): ReturnType<typeof divideFrozen> {
  requireFreezable(
    freeze,
    parameters.map((p) => p.name),
  );
  return divideFrozen(parameters, freeze);
}

/** The step's scalars by name, and the gradients, with less held between the passes as wanted. */
function savingMemory(
  step: {
    readonly minimized: Value;
    readonly loss: Value;
    readonly terms: readonly NamedTerms[];
    readonly gradients: readonly Value[];
  },
  { recompute: isRecomputed, savedActivations }: StepOptions,
): { readonly scalars: Readonly<Record<string, Value>>; readonly gradients: readonly Value[] } {
  const scalars: Record<string, Value> = { loss: step.loss };
  for (const { name, loss, metrics } of step.terms) {
    scalars[name] = loss;
    for (const [metric, value] of Object.entries(metrics)) scalars[`${name}/${metric}`] = value;
  }
  const { minimized, gradients } = step;
  if (isRecomputed) return { scalars, gradients: recompute(minimized, gradients) };
  if (savedActivations === "float32") return { scalars, gradients };
  const names = Object.keys(scalars);
  const packed = compressActivations({
    loss: minimized,
    gradients,
    values: Object.values(scalars),
  });
  return {
    scalars: Object.fromEntries(names.map((name, i) => [name, packed.values[i]!])),
    gradients: packed.gradients,
  };
}
