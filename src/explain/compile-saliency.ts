import { backward } from "../autodiff/backward.ts";
import { sumAll } from "../graph/derived/sum-all.ts";
import { defineGraph } from "../graph/graph.ts";
import { inlineGraph } from "../graph/inline-graph.ts";
import { input } from "../graph/leaves.ts";
import { reshape } from "../graph/ops/reshape.ts";
import { optimizeGraph } from "../graph/passes/index.ts";
import { toOnnx } from "../graph/serialise.ts";
import { compileEncoder } from "../learn/compile-encoder.ts";
import type { LearnerSpec } from "../learn/learner-spec.ts";
import { modelChannels } from "../learn/model-input.ts";
import type { NamedTensors, TensorSpec } from "../runtime/engine.ts";
import { targetValue, type ExplainTarget } from "./target-value.ts";

/** A model that answers the target and, from the same pass, where in the input it comes from. */
export interface CompiledSaliency {
  readonly model: Uint8Array;
  /** `frame` [B, H, W, 3]. */
  readonly input: TensorSpec;
  /** `answer` [B]; `gradient` [B, H, W, 3], of each frame's own answer. */
  readonly outputs: readonly TensorSpec[];
}

/**
 * Compiles encoder, target and the gradient with respect to the input, with the weights inside.
 *
 * Frames of a batch do not see each other, so the gradient of the sum of answers is each one's own.
 */
export function compileSaliency(
  spec: LearnerSpec,
  options: {
    readonly state: NamedTensors;
    readonly target: ExplainTarget;
    readonly batch: number;
  },
): CompiledSaliency {
  const { state, target, batch } = options;
  const encoder = compileEncoder(spec, batch);
  const shape = [batch, spec.height, spec.width, modelChannels];
  const frame = input("frame", "float32", shape);
  const parameters = encoder.parameters.map(({ name, value }) => [name, value] as const);
  const { map } = inlineGraph(encoder.graph, { ...Object.fromEntries(parameters), frame });
  const dimension = map!.shape.slice(1).reduce((a, b) => a * b, 1);
  const answer = targetValue(target, reshape(map!, [batch, dimension]));
  const [gradient] = backward(sumAll(answer), [frame]);
  const graph = optimizeGraph(
    defineGraph({
      name: `${spec.sensor}-saliency`,
      inputs: [frame, ...parameters.map(([, value]) => value)],
      outputs: { answer, gradient: gradient! },
    }),
  );
  const weights = Object.fromEntries(
    parameters.map(([name]) => [name, state[name]!.data as Float32Array]),
  );
  return {
    model: toOnnx(graph, { weights }),
    input: { name: "frame", dtype: "float32", shape },
    outputs: [
      { name: "answer", dtype: "float32", shape: [batch] },
      { name: "gradient", dtype: "float32", shape },
    ],
  };
}
