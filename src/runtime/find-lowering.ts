import { blockedConv, blockFilters, fromBlocks, toBlocks } from "../graph/derived/blocked.ts";
import { input } from "../graph/leaves.ts";
import type { Lowering } from "../graph/lower-graph.ts";
import { conv } from "../graph/ops/conv.ts";
import { windowOf } from "../graph/window.ts";
import { agrees } from "./agrees.ts";
import type { Engine } from "./engine.ts";
import { triesBlockedKernels, triesElementwise, triesGroupNorm } from "./try-kernels.ts";

type Opener = Pick<Engine, "openInference">;

/** Blocks that ONNX Runtime is built with: AVX-512 has 16, AVX2 and NEON 8 or 16. */
const blocks = [16, 8] as const;

/**
 * Finds out what an engine on the CPU has beyond ai.onnx, by letting it compute both ways. Names and
 * versions of processors are not asked, because a block of another size than the runtime's own gives
 * wrong numbers and no error.
 */
export async function findLowering(engine: Opener): Promise<Lowering> {
  const hasGroupNorm = await triesGroupNorm(engine);
  const hasElementwise = await triesElementwise(engine);
  const own = { ...(hasGroupNorm && { hasGroupNorm }), ...(hasElementwise && { hasElementwise }) };
  const found: Lowering = { ...own, isOrdered: true };
  for (const channelBlock of blocks) {
    if (!(await triesBlock(engine, channelBlock))) continue;
    const hasBlockedKernels = hasGroupNorm && (await triesBlockedKernels(engine, channelBlock));
    return { channelBlock, ...(hasBlockedKernels && { hasBlockedKernels }), ...found };
  }
  return found;
}

function triesBlock(engine: Opener, block: number): Promise<boolean> {
  const x = input("x", "float32", [2, 16, 5, 7]);
  const w = input("w", "float32", [32, 16, 3, 3]);
  const options = { strides: [1, 1], pads: [1, 1, 1, 1] };
  const filters = blockFilters(w, { block, isInputBlocked: true });
  const found = blockedConv(toBlocks(x, block), filters, windowOf("Conv", options, 2));
  return agrees(engine, { x, w }, [[fromBlocks(found, 32), conv(x, w, undefined, options)]]);
}
