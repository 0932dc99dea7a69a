import type { Graph } from "./graph.ts";
import { elementCount } from "./shape.ts";
import type { DType, OperatorNode } from "./value.ts";

interface NodeCost {
  /** Name of the node's first output, as in the printed graph. */
  readonly name: string;
  readonly op: string;
  /** Multiply-adds of products and convolutions; 0 for every other op. */
  readonly multiplyAdds: number;
  readonly outputBytes: number;
}

export interface GraphCost {
  /** In the graph's order. */
  readonly nodes: readonly NodeCost[];
  readonly multiplyAdds: number;
  readonly outputBytes: number;
}

/** What one run of the graph computes and writes, node by node. */
export function costOf(graph: Graph): GraphCost {
  const nodes = graph.nodes.map((node): NodeCost => {
    const [first] = node.outputs;
    return {
      name: (first && graph.names.get(first)) ?? "",
      op: node.op,
      multiplyAdds: multiplyAdds(node),
      outputBytes: node.outputs.reduce(
        (sum, { dtype, shape }) => sum + elementCount(shape) * bytesOf[dtype],
        0,
      ),
    };
  });
  return {
    nodes,
    multiplyAdds: nodes.reduce((sum, node) => sum + node.multiplyAdds, 0),
    outputBytes: nodes.reduce((sum, node) => sum + node.outputBytes, 0),
  };
}

const bytesOf: Readonly<Record<DType, number>> = {
  float64: 8,
  int64: 8,
  float32: 4,
  int32: 4,
  float16: 2,
  uint8: 1,
  bool: 1,
};

function multiplyAdds({ op, inputs, attributes, outputs }: OperatorNode): number {
  const [x, w] = inputs.map((value) => value?.shape ?? []);
  const outputCount = elementCount(outputs[0]?.shape ?? []);
  if (!x || !w) return 0;
  switch (op) {
    case "MatMul":
      return outputCount * (x.at(-1) ?? 1);
    case "Gemm": {
      const isTransposed = attributes["transA"]?.value === 1;
      return outputCount * (x[isTransposed ? 0 : 1] ?? 1);
    }
    // Each output element of a Conv, and each input element of its transpose, meets one filter.
    case "Conv":
      return outputCount * elementCount(w.slice(1));
    case "ConvTranspose":
      return elementCount(x) * elementCount(w.slice(1));
    default:
      return 0;
  }
}
