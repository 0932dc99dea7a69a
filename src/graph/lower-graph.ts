import type { Graph } from "./graph.ts";
import { blockConvolutions } from "./passes/block-convolutions.ts";
import { fuseGroupNorm } from "./passes/fuse-group-norm.ts";
import { fuseUpdates } from "./passes/fuse-updates.ts";
import { optimizeGraph, tidyingPasses } from "./passes/index.ts";
import { joinGathers } from "./passes/join-gathers.ts";
import { keepBlocks } from "./passes/keep-blocks.ts";
import { splitTransposes } from "./passes/split-transposes.ts";

/** How a graph is to be spelt for the runtime that will run it; {} is for any. */
export interface Lowering {
  /** Channels that lie together in the runtime's blocked convolution; absent where it has none. */
  readonly channelBlock?: number | undefined;
  /** Whether it has the addon's own `GroupNorm` and `GroupNormGradient`. */
  readonly hasGroupNorm?: boolean | undefined;
  /** Whether it has those of tensors in blocks of `channelBlock` as well, and `ImageRows`. */
  readonly hasBlockedKernels?: boolean | undefined;
  /** Whether it has the addon's own `Elementwise`. */
  readonly hasElementwise?: boolean | undefined;
  /** Whether its order of nodes, and shapes that it knows beforehand, decide what memory it holds. */
  readonly isOrdered?: boolean | undefined;
}

/**
 * Respells a graph for the runtime that will run it. Comes after the passes that hold everywhere.
 */
export function lowerGraph(graph: Graph, lowering: Lowering): Graph {
  const { channelBlock, hasGroupNorm, hasElementwise, isOrdered } = lowering;
  const fused = hasGroupNorm ? optimizeGraph(fuseGroupNorm.run(graph), tidyingPasses) : graph;
  const blocked =
    channelBlock === undefined ? fused : inBlocks(fused, { ...lowering, channelBlock });
  const joined = isOrdered ? joinGathers.run(blocked) : blocked;
  return hasElementwise ? fuseUpdates().run(joined) : joined;
}

function inBlocks(
  graph: Graph,
  { channelBlock, hasBlockedKernels = false }: Lowering & { readonly channelBlock: number },
): Graph {
  const convolutions = blockConvolutions(channelBlock, { hasBlockedKernels: hasBlockedKernels });
  const blocked = optimizeGraph(convolutions.run(graph), tidyingPasses);
  const kept = hasBlockedKernels
    ? optimizeGraph(keepBlocks(channelBlock).run(blocked), tidyingPasses)
    : blocked;
  return splitTransposes.run(kept);
}
