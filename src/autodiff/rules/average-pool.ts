import { attribute } from "../../graph/attributes.ts";
import { scale } from "../../graph/derived/scale.ts";
import { constant } from "../../graph/leaves.ts";
import { convTranspose } from "../../graph/ops/conv-transpose.ts";
import { div } from "../../graph/ops/div.ts";
import { reshape } from "../../graph/ops/reshape.ts";
import { resizeNearest } from "../../graph/ops/resize-nearest.ts";
import { elementCount, sameShape } from "../../graph/shape.ts";
import type { DType, Shape, Value } from "../../graph/value.ts";
import { readWindow, tapsInside, unusedEnds, type Window } from "../../graph/window.ts";
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
      if (isTiled(window, spatial, kernel, places)) {
        return resizeNearest(scale(dY, 1 / elementCount(kernel)), [1, 1, ...kernel]);
      }
      const countsPads = attribute(attributes, "count_include_pad", "int") === 1;
      const share = countsPads
        ? scale(dY, 1 / elementCount(kernel))
        : div(dY, windowCounts(window, spatial, kernel, places, x.dtype));
      // Each channel alone is a one-channel image, so one filter of ones serves all.
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

/** Whether the windows lie side by side and leave nothing over: each element is in exactly one. */
function isTiled(window: Window, spatial: Shape, kernel: Shape, places: Shape): boolean {
  const covered = places.map((size, i) => size * (kernel[i] ?? 1));
  return (
    sameShape(kernel, window.strides) &&
    sameShape(covered, spatial) &&
    window.pads.every((size) => size === 0) &&
    window.dilations.every((size) => size === 1)
  );
}

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
        tapsInside(window, spatial, kernel, { axis, place }),
      );
      return outer.flatMap((count) => along.map((more) => count * more));
    },
    [1],
  );
  return constant([1, 1, ...places], counts, dtype);
}
