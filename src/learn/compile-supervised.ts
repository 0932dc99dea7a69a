import { backward } from "../autodiff/backward.ts";
import { meanAll } from "../graph/derived/mean-all.ts";
import { square } from "../graph/derived/square.ts";
import { defineGraph, type Graph } from "../graph/graph.ts";
import { labelled } from "../graph/label.ts";
import { optimizeGraph } from "../graph/passes/index.ts";
import { input } from "../graph/leaves.ts";
import { reshape } from "../graph/ops/reshape.ts";
import { sub } from "../graph/ops/sub.ts";
import { createParameters, type ParameterScope } from "../graph/parameters.ts";
import type { Value } from "../graph/value.ts";
import { linear } from "../nn/layers/linear.ts";
import type { ScheduleOptions } from "../optim/schedule.ts";
import { encode } from "./build-model.ts";
import { averageScope, emitUpdate, type ConstantTensor, type StateTensor } from "./emit-update.ts";
import { divideFrozen } from "./frozen-parameters.ts";
import type { LearnerSpec } from "./learner-spec.ts";
import { modelChannels } from "./model-input.ts";
import { stepOptions } from "./step-options.ts";

/** The spec's encoder with a linear head on one label: what labels alone would teach it. */
export interface CompiledSupervised {
  readonly step: Graph;
  readonly state: readonly StateTensor[];
  /** What the spec freezes of the encoder, and its average. */
  readonly constants: readonly ConstantTensor[];
  readonly schedule: ScheduleOptions;
  /** Reads the averaged state: input `frame` [B, H, W, 3], output `predicted` [B]. */
  readonly predict: Graph;
}

/**
 * Compiles a step on `frame` [B, H, W, 3] and `label` [B]; output `loss`, the mean squared error.
 *
 * What `step.freeze` names of the encoder stays as it starts, as in the learner's own step, and the head
 * is trained in any case. Other options of a step are about how it is computed and do not matter here.
 */
export function compileSupervised(spec: LearnerSpec): CompiledSupervised {
  const frame = input("frame", "float32", [spec.batch, spec.height, spec.width, modelChannels]);
  const label = input("label", "float32", [spec.batch]);
  const predict = (scope: ParameterScope): Value => {
    const map = encode(spec, scope, frame);
    const size = map.shape.slice(1).reduce((a, b) => a * b, 1);
    return labelled("head", () => {
      const head = linear(scope.child("head"), reshape(map, [spec.batch, size]), { outputs: 1 });
      return reshape(head, [spec.batch]);
    });
  };
  const scope = createParameters();
  const loss = labelled("loss", () => meanAll(square(sub(predict(scope), label))));
  // Patterns of other parts, such as an objective's, name nothing here: compileStep checks them.
  const { freeze } = stepOptions.parse(spec.step ?? {});
  const { trained: parameters, frozen } = divideFrozen(scope.all(), freeze);
  const gradients = backward(
    loss,
    parameters.map((p) => p.value),
  );
  const update = emitUpdate({ loss, parameters, frozen, gradients, optimizer: spec.optimizer });
  const averaged = createParameters(averageScope);
  const predicted = predict(averaged);
  return {
    step: optimizeGraph(
      defineGraph({
        name: `${spec.sensor}-supervised-step`,
        inputs: [frame, label, ...update.inputs],
        outputs: { loss, ...update.nextState },
      }),
    ),
    state: update.state,
    constants: update.constants,
    schedule: update.schedule,
    predict: optimizeGraph(
      defineGraph({
        name: `${spec.sensor}-supervised`,
        inputs: [frame, ...averaged.all().map((p) => p.value)],
        outputs: { predicted },
      }),
    ),
  };
}
