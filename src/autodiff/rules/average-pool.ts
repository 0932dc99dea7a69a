import { attribute } from "../../graph/attributes.ts";
import { scale } from "../../graph/derived/scale.ts";
import { constant } from "../../graph/leaves.ts";
import { convTranspose } from "../../graph/ops/conv-transpose.ts";
import { div } from "../../graph/ops/div.ts";
import { reshape } from "../../graph/ops/reshape.ts";
import { resizeNearest } from "../../graph/ops/resize-nearest.ts";
import { elementCount, sameShape } from "../../graph/shape.ts";
import type { DType, Shape, Value } from "../../graph/value.ts";
import { readWindow, unusedEnds, type Window } from "../../graph/window.ts";
import { defineRule } from "../rule.ts";

/**
 * y = mean of each window of n elements  ⇒  dx = Σ dY/n over the windows that an element is in.
 * @see ONNX operator AveragePool, since version 19
 */
export const averagePoolRule = defineRule(
  "AveragePool",
  19,
  ["x"],
  ({ x }, dY, { attributes }) => ({
    x: () => {
      const spatial = x.shape.slice(2);
      const places = dY.shape.slice(2);
      const kernel = attribute(attributes, "kernel_shape", "ints");
      const window = readWindow("AveragePool", attributes, spatial.length);
      const tiled = places.map((size, i) => size * (kernel[i] ?? 1));
      if (sameShape(kernel, window.strides) && sameShape(tiled, spatial)) {
        return resizeNearest(scale(dY, 1 / elementCount(kernel)), [1, 1, ...kernel]);
      }
      // Each channel alone is a one-channel image, so one filter of ones serves all.
      const share = div(dY, windowCounts(window, spatial, kernel, places, x.dtype));
      const images = elementCount(x.shape.slice(0, 2));
      const spread = convTranspose(
        reshape(share, [images, 1, ...places]),
        constant([1, 1, ...kernel], 1, x.dtype),
        undefined,
        { ...window, outputPadding: unusedEnds(window, spatial, kernel) },
      );
      return reshape(spread, x.shape);
    },
  }),
);

/** [1, 1, …places]: how many elements of the input, not padding, each window holds. */
function windowCounts(
  window: Window,
  spatial: Shape,
  kernel: Shape,
  places: Shape,
  dtype: DType,
): Value {
  const counts = places.reduce<readonly number[]>(
    (outer, size, axis) => {
      const along = Array.from({ length: size }, (_, place) =>
        countAlong(window, spatial, kernel, axis, place),
      );
      return outer.flatMap((count) => along.map((more) => count * more));
    },
    [1],
  );
  return constant([1, 1, ...places], counts, dtype);
}

function countAlong(
  window: Window,
  spatial: Shape,
  kernel: Shape,
  axis: number,
  place: number,
): number {
  const start = place * (window.strides[axis] ?? 1) - (window.pads[axis] ?? 0);
  const taps = Array.from(
    { length: kernel[axis] ?? 0 },
    (_, i) => start + i * (window.dilations[axis] ?? 1),
  );
  return taps.filter((at) => at >= 0 && at < (spatial[axis] ?? 0)).length;
}
