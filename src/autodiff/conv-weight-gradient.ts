import { constant } from "../graph/leaves.ts";
import { conv } from "../graph/ops/conv.ts";
import { reshape } from "../graph/ops/reshape.ts";
import { slice } from "../graph/ops/slice.ts";
import { transpose } from "../graph/ops/transpose.ts";
import type { Shape, Value } from "../graph/value.ts";
import { unusedEnds, type Window } from "../graph/window.ts";

/**
 * The gradient of a convolution's filters, as a convolution itself: the roles of batch and channels
 * are swapped, and what was the stride becomes the dilation and the other way round.
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
  const spatial = x.shape.slice(2);
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
  const filters = conv(channelsAsBatch(trimmed(x, surplus), group), swapFirstTwo(dY), undefined, {
    strides: window.dilations,
    dilations: window.strides,
    pads: [...window.pads.slice(0, spatial.length), ...endPads],
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
