import type { Graph } from "./graph.ts";
import type { Place } from "./label.ts";
import { elementCount } from "./shape.ts";
import { isView } from "./storage.ts";
import { valueBytes } from "./value-bytes.ts";
import type { OperatorNode, Value } from "./value.ts";

interface NodeCost extends Place {
  /** Name of the node's first output, as in the printed graph. */
  readonly name: string;
  readonly op: string;
  /** Multiply-adds of products and convolutions; 0 for every other op. */
  readonly multiplyAdds: number;
  /** Of its inputs, each once, parameters and constants included; 0 for a view. */
  readonly inputBytes: number;
  /** Of its outputs; 0 for a view. */
  readonly outputBytes: number;
}

export interface GraphCost {
  /** In the graph's order. */
  readonly nodes: readonly NodeCost[];
  readonly multiplyAdds: number;
  readonly outputBytes: number;
}

/** What one run of the graph computes, reads and writes, node by node. */
export function costOf(graph: Graph): GraphCost {
  const nodes = graph.nodes.map((node): NodeCost => {
    const { op, label, direction, inputs, outputs } = node;
    const [first] = outputs;
    const isFree = outputs.every(isView);
    const bytes = (values: Iterable<Value | undefined>): number =>
      isFree ? 0 : [...values].reduce((sum, value) => sum + (value ? valueBytes(value) : 0), 0);
    return {
      name: (first && graph.names.get(first)) ?? "",
      op,
      label,
      direction,
      multiplyAdds: multiplyAdds(node),
      inputBytes: bytes(new Set(inputs)),
      outputBytes: bytes(outputs),
    };
  });
  return {
    nodes,
    multiplyAdds: nodes.reduce((sum, node) => sum + node.multiplyAdds, 0),
    outputBytes: nodes.reduce((sum, node) => sum + node.outputBytes, 0),
  };
}

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
