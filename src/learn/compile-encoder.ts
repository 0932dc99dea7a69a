import { defineGraph, type Graph } from "../graph/graph.ts";
import { optimizeGraph } from "../graph/passes/index.ts";
import { input } from "../graph/leaves.ts";
import { createParameters, type ParameterSpec } from "../graph/parameters.ts";
import type { Shape } from "../graph/value.ts";
import { averageScope } from "./emit-update.ts";
import { encode } from "./build-model.ts";
import type { LearnerSpec } from "./learner-spec.ts";
import { modelChannels } from "./model-input.ts";

/** The encoder alone, as it answers frames. */
export interface CompiledEncoder {
  readonly graph: Graph;
  readonly parameters: readonly ParameterSpec[];
  /** [B, rows, columns, channels]. */
  readonly mapShape: Shape;
}

/**
 * Compiles the encoder of the averaged parameters, which are the ones that are published: input `frame` [batch, H, W, 3], output `map` [batch, rows,
 * columns, C].
 */
export function compileEncoder(spec: LearnerSpec, batch: number): CompiledEncoder {
  const scope = createParameters(averageScope);
  const frame = input("frame", "float32", [batch, spec.height, spec.width, modelChannels]);
  const map = encode(spec, scope, frame);
  const parameters = scope.all();
  const plain = defineGraph({
    name: `${spec.sensor}-encoder`,
    inputs: [...parameters.map((p) => p.value), frame],
    outputs: { map },
  });
  return { graph: optimizeGraph(plain), parameters, mapShape: map.shape };
}
