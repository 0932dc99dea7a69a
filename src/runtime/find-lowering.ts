import { blockedConv, blockFilters, fromBlocks, toBlocks } from "../graph/derived/blocked.ts";
import { defineGraph } from "../graph/graph.ts";
import { input } from "../graph/leaves.ts";
import type { Lowering } from "../graph/lower-graph.ts";
import { abs } from "../graph/ops/abs.ts";
import { conv } from "../graph/ops/conv.ts";
import { reduceMax } from "../graph/ops/reduce-max.ts";
import { sub } from "../graph/ops/sub.ts";
import { toOnnx } from "../graph/serialise.ts";
import { elementCount } from "../graph/shape.ts";
import type { Value } from "../graph/value.ts";
import { windowOf } from "../graph/window.ts";
import type { Engine, HostTensor, TensorSpec } from "./engine.ts";

/** Blocks that ONNX Runtime is built with: AVX-512 has 16, AVX2 and NEON 8 or 16. */
const blocks = [16, 8] as const;

/** Rounding of a sum of 144 products of numbers below 1. */
const tolerance = 1e-4;

/**
 * Finds out what a runtime on the CPU has beyond ai.onnx, by letting it: each size of block computes
 * a small convolution both ways. Names and versions of processors are not asked, because a block of
 * another size than the runtime's own gives wrong numbers and no error.
 */
export async function findLowering(engine: Pick<Engine, "openInference">): Promise<Lowering> {
  for (const channelBlock of blocks) {
    if (await isRight(engine, channelBlock)) return { channelBlock, isOrdered: true };
  }
  return { isOrdered: true };
}

async function isRight(engine: Pick<Engine, "openInference">, block: number): Promise<boolean> {
  const x = input("x", "float32", [2, 16, 5, 7]);
  const w = input("w", "float32", [32, 16, 3, 3]);
  const options = { strides: [1, 1], pads: [1, 1, 1, 1] };
  const filters = blockFilters(w, { block, isInputBlocked: true });
  const found = blockedConv(toBlocks(x, block), filters, windowOf("Conv", options, 2));
  const expected = conv(x, w, undefined, options);
  const error = reduceMax(abs(sub(fromBlocks(found, 32), expected)), [0, 1, 2, 3]);
  const graph = defineGraph({ name: "blocks", inputs: [x, w], outputs: { error } });
  try {
    const session = await engine.openInference({
      model: toOnnx(graph),
      inputs: [specOf("x", x), specOf("w", w)],
      outputs: [specOf("error", error)],
      threads: 1,
    });
    try {
      const { error: largest } = await session.run({ x: wave(x, 1.3), w: wave(w, 0.7) });
      return Number(largest?.data[0]) < tolerance;
    } finally {
      await session.close();
    }
  } catch {
    // A runtime without the operators, or one that refuses this block: the answer, not an error.
    return false;
  }
}

function specOf(name: string, { shape }: Value): TensorSpec {
  return { name, dtype: "float32", shape };
}

/** Numbers between −1 and 1 that no reordering leaves in place. */
function wave({ shape }: Value, step: number): HostTensor {
  const data = Float32Array.from({ length: elementCount(shape) }, (_, i) => Math.sin(i * step));
  return { dtype: "float32", shape, data };
}
