import type { Graph } from "./graph.ts";
import { blockConvolutions } from "./passes/block-convolutions.ts";
import { optimizeGraph } from "./passes/index.ts";

/** What a runtime has on one provider beyond ai.onnx; what is not named is not there. */
export interface RuntimeKernels {
  /** Channels that lie together in its blocked convolution. */
  readonly channelBlock?: number | undefined;
}

/**
 * Respells a graph for the runtime that will run it. Comes after the passes that hold everywhere, and
 * runs them once more on what it has made.
 */
export function lowerGraph(graph: Graph, { channelBlock }: RuntimeKernels): Graph {
  if (channelBlock === undefined) return graph;
  return optimizeGraph(blockConvolutions(channelBlock).run(graph));
}
