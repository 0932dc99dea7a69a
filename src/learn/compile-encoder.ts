import { defineGraph, type Graph } from "../graph/graph.ts";
import { optimizeGraph } from "../graph/passes/index.ts";
import { input } from "../graph/leaves.ts";
import { createParameters, type ParameterSpec } from "../graph/parameters.ts";
import { add } from "../graph/ops/add.ts";
import { matMul } from "../graph/ops/mat-mul.ts";
import { reshape } from "../graph/ops/reshape.ts";
import type { Shape, Value } from "../graph/value.ts";
import { averageScope } from "./emit-update.ts";
import { encode } from "./build-model.ts";
import { mapTensors } from "./contract/linear-map.ts";
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
 *
 * @param isAligned whether a linear map over the whole vector follows, the graph's inputs `contract/matrix`
 *   [D, D] and `contract/offset` [D]: it cannot go into the last layer, which sees one cell at a time
 */
export function compileEncoder(
  spec: LearnerSpec,
  batch: number,
  isAligned = false,
): CompiledEncoder {
  const scope = createParameters(averageScope);
  const frame = input("frame", "float32", [batch, spec.height, spec.width, modelChannels]);
  const map = encode(spec, scope, frame);
  const parameters = scope.all();
  const size = map.shape.slice(1).reduce((a, b) => a * b, 1);
  const alignment = isAligned
    ? [
        input(mapTensors.matrix, "float32", [size, size]),
        input(mapTensors.offset, "float32", [size]),
      ]
    : [];
  const plain = defineGraph({
    name: `${spec.sensor}-encoder`,
    inputs: [...parameters.map((p) => p.value), ...alignment, frame],
    outputs: { map: isAligned ? align(map, alignment) : map },
  });
  return { graph: optimizeGraph(plain), parameters, mapShape: map.shape };
}

function align(map: Value, [matrix, offset]: readonly Value[]): Value {
  const rows = reshape(map, [map.shape[0]!, offset!.shape[0]!]);
  return reshape(add(matMul(rows, matrix!), offset!), map.shape);
}
