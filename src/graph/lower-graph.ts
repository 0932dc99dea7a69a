import type { Graph } from "./graph.ts";
import { blockConvolutions } from "./passes/block-convolutions.ts";
import { optimizeGraph, tidyingPasses } from "./passes/index.ts";
import { joinGathers } from "./passes/join-gathers.ts";
import { splitTransposes } from "./passes/split-transposes.ts";

/** How a graph is to be spelt for the runtime that will run it; {} is for any. */
export interface Lowering {
  /** Channels that lie together in the runtime's blocked convolution; absent where it has none. */
  readonly channelBlock?: number | undefined;
  /** Whether its order of nodes, and shapes that it knows beforehand, decide what memory it holds. */
  readonly isOrdered?: boolean | undefined;
}

/**
 * Respells a graph for the runtime that will run it. Comes after the passes that hold everywhere.
 */
export function lowerGraph(graph: Graph, { channelBlock, isOrdered = false }: Lowering): Graph {
  const blocked =
    channelBlock === undefined
      ? graph
      : splitTransposes.run(
          optimizeGraph(blockConvolutions(channelBlock).run(graph), tidyingPasses),
        );
  return isOrdered ? joinGathers.run(blocked) : blocked;
}
