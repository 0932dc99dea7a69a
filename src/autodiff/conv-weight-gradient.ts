import { constant } from "../graph/leaves.ts";
import { conv } from "../graph/ops/conv.ts";
import { reshape } from "../graph/ops/reshape.ts";
import { slice } from "../graph/ops/slice.ts";
import { transpose } from "../graph/ops/transpose.ts";
import type { Shape, Value } from "../graph/value.ts";
import { unusedEnds, type Window } from "../graph/window.ts";

/**
 * Fewest channels of x for which they become a spatial axis. Below, the copies that a convolution
 * makes inside have too short a run: at 3 channels the two ways cost the same.
 */
const fewestChannelsAsAxis = 8;

/** ONNX Runtime's CPU provider convolves over three spatial axes at most in its fast way. */
const mostSpatialAxes = 2;

/**
 * The gradient of a convolution's filters, as a convolution itself: dY is the filter, the batch is
 * what is summed over, and what was the stride becomes the dilation and the other way round.
 *
 * Shapes: x [N, C, …], dY [N, M, …places]; returns [M, C/group, …kernel].
 */
export function convWeightGradient(options: {
  readonly x: Value;
  readonly dY: Value;
  readonly kernel: Shape;
  readonly window: Window;
  readonly group: number;
}): Value {
  const { x, dY, kernel, window, group } = options;
  const [batch, channels = 1, ...spatial] = x.shape;
  const last = spatial.length - 1;
  if (batch === 1 && group === 1 && last > 0 && isPassedThrough(kernel, window, last)) {
    // The last axis is a batch by another name (conv-batch-last.ts).
    const found = convWeightGradient({
      x: lastAxisAsBatch(x),
      dY: lastAxisAsBatch(dY),
      kernel: kernel.slice(0, last),
      window: withoutAxis(window, last),
      group,
    });
    return reshape(found, [...found.shape, 1]);
  }
  const unused = unusedEnds(window, spatial, kernel);
  // Rows and columns that the stride left over would show up as extra places: shorten the end pads by
  // them, and the input where the pads are too short.
  const ends = window.pads.slice(spatial.length);
  const endPads = ends.map((size, i) => Math.max(size - (unused[i] ?? 0), 0));
  const surplus = ends.map((size, i) => Math.max((unused[i] ?? 0) - size, 0));
  if (surplus.some((count, i) => count >= (spatial[i] ?? 0))) {
    // All windows lie in the padding: no element of x meets a filter.
    const [features = 1, channels = 1] = [dY.shape[1], x.shape[1]];
    return constant([features, channels / group, ...kernel], 0, x.dtype);
  }
  const parts: Parts = {
    x: trimmed(x, surplus),
    dY,
    strides: window.dilations,
    dilations: window.strides,
    pads: [window.pads.slice(0, spatial.length), endPads],
    group,
  };
  const isWide = channels >= fewestChannelsAsAxis && spatial.length <= mostSpatialAxes;
  return group === 1 && isWide ? withChannelsAsAxis(parts) : withChannelsAsBatch(parts);
}

/** Whether the window looks at one element of `axis` at a time and leaves none out. */
function isPassedThrough(kernel: Shape, { strides, pads }: Window, axis: number): boolean {
  const isBare = pads[axis] === 0 && pads[axis + kernel.length] === 0;
  return kernel[axis] === 1 && strides[axis] === 1 && isBare;
}

/** [1, C, …, N] → [N, C, …]. */
function lastAxisAsBatch(x: Value): Value {
  const [, ...shape] = x.shape;
  const last = shape.length - 1;
  return transpose(reshape(x, shape), [last, ...shape.slice(0, last).map((_, i) => i)]);
}

function withoutAxis({ strides, dilations, pads }: Window, axis: number): Window {
  const rank = strides.length;
  return {
    strides: strides.filter((_, i) => i !== axis),
    dilations: dilations.filter((_, i) => i !== axis),
    pads: pads.filter((_, i) => i % rank !== axis),
  };
}

interface Parts {
  readonly x: Value;
  readonly dY: Value;
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly pads: readonly [begins: readonly number[], ends: readonly number[]];
  readonly group: number;
}

/**
 * One image with N channels and the spatial axes […, C]: one product of [M, N·places] with
 * [N·places, kernel·C], whose inner runs are C long. With the channels as the batch there are C
 * products whose last side is the kernel alone; measured on the CPU provider at 2 threads, a batch of 64
 * and 32 to 256 channels, this way is 2 to 5 times as fast (docs/results/convolution.md).
 */
function withChannelsAsAxis({ x, dY, strides, dilations, pads }: Parts): Value {
  const [batch = 1, channels = 1, ...spatial] = x.shape;
  const axes = spatial.map((_, i) => i + 2);
  const image = reshape(transpose(x, [0, ...axes, 1]), [1, batch, ...spatial, channels]);
  const swapped = swapFirstTwo(dY);
  const filters = conv(image, reshape(swapped, [...swapped.shape, 1]), undefined, {
    strides: [...strides, 1],
    dilations: [...dilations, 1],
    pads: [...pads[0], 0, ...pads[1], 0],
  });
  const found = reshape(filters, filters.shape.slice(1)); // [M, …kernel, C]
  return transpose(found, [0, spatial.length + 1, ...spatial.map((_, i) => i + 1)]);
}

/** The roles of batch and channels swapped, which also works in groups. */
function withChannelsAsBatch({ x, dY, strides, dilations, pads, group }: Parts): Value {
  const filters = conv(channelsAsBatch(x, group), swapFirstTwo(dY), undefined, {
    strides,
    dilations,
    pads: pads.flat(),
    group,
  });
  return swapFirstTwo(filters);
}

/** [N, C, …] → [C/group, group·N, …], so that group g of the result holds channels of group g only. */
function channelsAsBatch(x: Value, group: number): Value {
  if (group === 1) return swapFirstTwo(x);
  const [batch = 1, channels = 1, ...spatial] = x.shape;
  const perGroup = channels / group;
  const split = reshape(x, [batch, group, perGroup, ...spatial]);
  const swapped = transpose(split, [2, 1, 0, ...spatial.map((_, i) => i + 3)]);
  return reshape(swapped, [perGroup, group * batch, ...spatial]);
}

function swapFirstTwo(x: Value): Value {
  return transpose(x, [1, 0, ...x.shape.slice(2).map((_, i) => i + 2)]);
}

/** x without the last `surplus[i]` elements of spatial axis i. */
function trimmed(x: Value, surplus: readonly number[]): Value {
  if (surplus.every((n) => n === 0)) return x;
  return slice(x, {
    axes: surplus.map((_, i) => i + 2),
    starts: surplus.map(() => 0),
    ends: surplus.map((n, i) => (x.shape[i + 2] ?? 0) - n),
  });
}
