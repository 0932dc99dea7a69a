import { blockedConv, blockFilters, fromBlocks, toBlocks } from "../graph/derived/blocked.ts";
import { fusedGroupNorm, fusedGroupNormGradient } from "../graph/derived/fused-group-norm.ts";
import { constant, input, scalar } from "../graph/leaves.ts";
import type { Lowering } from "../graph/lower-graph.ts";
import { add } from "../graph/ops/add.ts";
import { conv } from "../graph/ops/conv.ts";
import { layerNormalization } from "../graph/ops/layer-normalization.ts";
import { mul } from "../graph/ops/mul.ts";
import { reduceMean } from "../graph/ops/reduce-mean.ts";
import { reduceSum } from "../graph/ops/reduce-sum.ts";
import { relu } from "../graph/ops/relu.ts";
import { reshape } from "../graph/ops/reshape.ts";
import { sub } from "../graph/ops/sub.ts";
import { windowOf } from "../graph/window.ts";
import { agrees } from "./agrees.ts";
import type { Engine } from "./engine.ts";

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
  const found: Lowering = { ...(hasGroupNorm && { hasGroupNorm }), isOrdered: true };
  for (const channelBlock of blocks) {
    if (await triesBlock(engine, channelBlock)) return { channelBlock, ...found };
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

/** With a residual and a relu: what comes out is fed back as the gradient that arrives. */
function triesGroupNorm(engine: Opener): Promise<boolean> {
  const [batch, channels, groups, places] = [2, 6, 2, 35];
  const epsilon = 1e-5;
  const x = input("x", "float32", [batch, channels, 5, 7]);
  const residual = input("residual", "float32", x.shape);
  const scale = input("scale", "float32", [channels, 1, 1]);
  const shift = input("shift", "float32", [channels, 1, 1]);
  const own = fusedGroupNorm({ x, scale, shift, residual, groups, epsilon, isRelu: true });
  const options = { ...own, dY: own.y, x, scale, groups, wantsResidual: true };
  const { dX, dScale, dShift, dResidual } = fusedGroupNormGradient(options);

  const rows = [batch, groups, (channels / groups) * places];
  const ones = constant(rows.slice(2), 1, "float32");
  const normal = layerNormalization(reshape(x, rows), ones, undefined, { axis: 2, epsilon });
  const xHat = reshape(normal.y, x.shape);
  const y = relu(add(add(mul(xHat, scale), shift), residual));
  const g = reshape(mul(y, scale), rows);
  const mean = (value: typeof g): typeof g => reduceMean(value, [2], true);
  const centred = sub(sub(g, mean(g)), mul(normal.y, mean(mul(g, normal.y))));
  return agrees(engine, { x, residual, scale, shift }, [
    [own.y, y],
    [dX, reshape(mul(centred, normal.invStdDev), x.shape)],
    [dResidual ?? scalar(NaN), y],
    [dScale, reduceSum(mul(y, xHat), [0, 2, 3])],
    [dShift, reduceSum(y, [0, 2, 3])],
  ]);
}
