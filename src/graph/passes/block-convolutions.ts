import { attribute } from "../attributes.ts";
import {
  blockedConv,
  blockFilters,
  canBlock,
  fromBlocks,
  imageRows,
  toBlocks,
  wholeBlocks,
} from "../derived/blocked.ts";
import { blockedConvTranspose } from "../derived/blocked-conv-transpose.ts";
import { pad } from "../ops/pad.ts";
import { reshape } from "../ops/reshape.ts";
import { slice } from "../ops/slice.ts";
import { transpose } from "../ops/transpose.ts";
import { elementCount } from "../shape.ts";
import type { OperatorNode, Value } from "../value.ts";
import { readWindow, type Window } from "../window.ts";
import type { GraphPass } from "./graph-pass.ts";
import { rewriteGraph } from "./rewrite-graph.ts";

/** A block that is less than half full costs more than it spares. */
const fullEnough = 0.5;

/**
 * Places of a map up to which a transposed convolution is faster in blocks where it is copied into them
 * and out: above, the runtime's own product for each image is large enough (docs/results/convolution.md).
 * Where its neighbours stay in blocks, every size is faster.
 */
const largestSpreadMap = 64;

/**
 * Convolutions as ONNX Runtime's blocked ones, for a CPU provider that has them.
 *
 * Its plain convolution copies every window and multiplies matrices, as long as the filters are no
 * constants; this one reads x where it lies. To the order of sums. Measured, with all copies, in
 * docs/results/convolution.md.
 *
 * @param block the provider's own, found by asking it: another one is wrong without a word
 * @param options.hasBlockedKernels whether it has the addon's own for blocks (`keep-blocks` comes next)
 */
export function blockConvolutions(
  block: number,
  options: { readonly hasBlockedKernels?: boolean } = {},
): GraphPass {
  const means = { block, hasBlockedKernels: options.hasBlockedKernels ?? false };
  return {
    name: "block-convolutions",
    run: (graph) => {
      const rule = (node: OperatorNode): Value | undefined => blocked(node, means);
      return rewriteGraph(graph, { Conv: rule, ConvTranspose: rule });
    },
  };
}

interface Means {
  readonly block: number;
  readonly hasBlockedKernels: boolean;
}

function blocked(node: OperatorNode, means: Means): Value | undefined {
  const { block } = means;
  const [x, w, bias] = node.inputs;
  if (!x || !w || bias) return undefined;
  const isPlain = x.dtype === "float32" && attribute(node.attributes, "group", "int") === 1;
  if (!isPlain) return undefined;
  const rank = x.shape.length - 2;
  const window = readWindow(node.op, node.attributes, rank);
  if (node.op === "ConvTranspose")
    return rank === 2 ? spread(x, w, node, window, means) : undefined;
  if (rank === 2) return planar(x, w, window, block);
  if (rank !== 3 || x.shape[0] !== 1 || !isBatch(w, window)) return undefined;
  const flat = planeOf(window);
  // A kernel with more places than its result has is a map that was passed over another one.
  const isGradient =
    elementCount(w.shape.slice(2, 4)) > elementCount(node.outputs[0]!.shape.slice(2, 4));
  return (isGradient ? alongRows(x, w, flat, means) : undefined) ?? alongBatch(x, w, flat, block);
}

/** x [N, C, H, W], w [M, C, kH, kW]. */
function planar(x: Value, w: Value, window: Window, block: number): Value | undefined {
  const [outputs = 1, inputs = 1] = w.shape;
  const isInputBlocked = inputs >= block * fullEnough;
  if (outputs < block * fullEnough || (isInputBlocked && !canBlock(inputs))) return undefined;
  const filters = blockFilters(w, { block, isInputBlocked });
  const y = blockedConv(isInputBlocked ? toBlocks(x, block) : x, filters, window);
  return fromBlocks(y, outputs);
}

/** x [N, M, P, Q], w [M, C, kH, kW], the gradient of a convolution with a stride to its input. */
function spread(
  x: Value,
  w: Value,
  node: OperatorNode,
  window: Window,
  { block, hasBlockedKernels }: Means,
): Value | undefined {
  const [inputs = 1, outputs = 1] = w.shape;
  const { shape } = node.outputs[0]!;
  const isSmall = hasBlockedKernels || elementCount(x.shape.slice(2)) <= largestSpreadMap;
  const isFull = Math.min(inputs, outputs) >= block * fullEnough && canBlock(inputs);
  return isSmall && isFull ? blockedConvTranspose({ x, w, window, shape, block }) : undefined;
}

/** Whether the third axis is a batch by another name: no window joins two of its elements. */
function isBatch(w: Value, { strides, pads }: Window): boolean {
  return w.shape[4] === 1 && strides[2] === 1 && pads[2] === 0 && pads[5] === 0;
}

function planeOf({ strides, pads, dilations }: Window): Window {
  return {
    strides: strides.slice(0, 2),
    pads: pads.filter((_, i) => i % 3 < 2),
    dilations: dilations.slice(0, 2),
  };
}

/** x [1, C, H, W, L], w [M, C, kH, kW, 1]: L becomes the batch that it was (conv-batch-last.ts). */
function alongBatch(x: Value, w: Value, window: Window, block: number): Value | undefined {
  const images = transpose(reshape(x, x.shape.slice(1)), [3, 0, 1, 2]);
  const y = planar(images, reshape(w, w.shape.slice(0, 4)), window, block);
  if (!y) return undefined;
  const [length = 1, ...map] = y.shape;
  return reshape(transpose(y, [1, 2, 3, 0]), [1, ...map, length]);
}

/**
 * x [1, K, H, W, L], w [M, K, kH, kW, 1], the kernel about as large as the map: the gradient of filters
 * (conv-weight-gradient.ts), K the images and L the channels.
 *
 * L goes into the rows, row h of element l at h·L + l, and the window's rows are L apart. So each
 * filter is read once a row of results, and several results share what was read.
 */
function alongRows(x: Value, w: Value, window: Window, means: Means): Value | undefined {
  const { block } = means;
  const { strides, dilations, pads } = window;
  const [, count = 1, , , length = 1] = x.shape;
  const [outputs = 1, , rows = 1, columns = 1] = w.shape;
  const isPossible = strides.every((n) => n === 1) && count % block === 0;
  if (!isPossible || !canBlock(outputs) || outputs < block * fullEnough) return undefined;
  const blocks = count / block;
  const planes = transpose(reshape(x, x.shape.slice(1)), [0, 3, 1, 2]); // [K, L, H, W]
  const [top = 0, left = 0, bottom = 0, right = 0] = pads;
  const canTurn = means.hasBlockedKernels && length % block === 0;
  const image = canTurn
    ? imageRows(toBlocks(planes, block), { block, left, right })
    : framedRows(planes, { block, left, right });

  const whole = wholeBlocks(outputs, block);
  const batch = transpose(reshape(w, [outputs, count, rows, columns]), [1, 0, 2, 3]);
  const parts = reshape(toBlocks(batch, block), [
    blocks,
    block,
    whole / block,
    rows * columns,
    block,
  ]);
  const filters = reshape(transpose(parts, [2, 0, 3, 1, 4]), [whole, count, rows, columns]);

  const y = blockedConv(image, filters, {
    strides,
    dilations: [(dilations[0] ?? 1) * length, dilations[1] ?? 1],
    pads: [top * length, 0, bottom * length, 0],
  });
  const [, , rowsOut = 1, columnsOut = 1] = y.shape;
  const results = reshape(y, [whole / block, rowsOut / length, length, columnsOut, block]);
  const found = reshape(transpose(results, [0, 4, 1, 3, 2]), [
    whole,
    rowsOut / length,
    columnsOut,
    length,
  ]);
  const wanted =
    whole === outputs ? found : slice(found, { axes: [0], starts: [0], ends: [outputs] });
  return reshape(wanted, [1, ...wanted.shape]);
}

/** What `imageRows` makes, of planes [K, L, H, W] that are in no blocks. */
function framedRows(
  planes: Value,
  { block, left, right }: Readonly<Record<"block" | "left" | "right", number>>,
): Value {
  const [count = 1, length = 1, height = 1, width = 1] = planes.shape;
  const blocks = count / block;
  const cells = toBlocks(reshape(planes, [1, count, length * height, width]), block);
  const swapped = transpose(reshape(cells, [blocks, length, height, width * block]), [0, 2, 1, 3]);
  const bare = reshape(swapped, [blocks, height * length, width, block]);
  // The kernel would compute every column that meets the padding by itself.
  const framed =
    left + right === 0 ? bare : pad(bare, { before: [0, 0, left, 0], after: [0, 0, right, 0] });
  return reshape(framed, [1, count, height * length, width + left + right]);
}
