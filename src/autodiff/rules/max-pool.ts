import { attribute } from "../../graph/attributes.ts";
import { add } from "../../graph/ops/add.ts";
import { cast } from "../../graph/ops/cast.ts";
import { equal } from "../../graph/ops/equal.ts";
import { mul } from "../../graph/ops/mul.ts";
import { pad } from "../../graph/ops/pad.ts";
import { slice } from "../../graph/ops/slice.ts";
import { sub } from "../../graph/ops/sub.ts";
import { onesLike } from "../../graph/derived/ones-like.ts";
import { zerosLike } from "../../graph/derived/zeros-like.ts";
import type { Shape, Value } from "../../graph/value.ts";
import { readWindow } from "../../graph/window.ts";
import { defineRule } from "../rule.ts";
import { unslice } from "../unslice.ts";

/**
 * y = largest of each window  ⇒  dY goes to the first element of the window, row by row, that equals y.
 *
 * Element k of all windows at once is a strided slice of the padded input, so the kernel's size is the
 * number of passes. Slow for large kernels; no operator of ai.onnx does it faster on every provider.
 * @see ONNX operator MaxPool, since version 12
 */
export const maxPoolRule = defineRule("MaxPool", 12, ["x"], ({ x }, dY, { y, attributes }) => ({
  x: () => {
    const spatial = x.shape.slice(2);
    const { strides, pads, dilations } = readWindow("MaxPool", attributes, spatial.length);
    const before = [0, 0, ...pads.slice(0, spatial.length)];
    const after = [0, 0, ...pads.slice(spatial.length)];
    const padded = pad(x, { before, after, value: -Infinity });
    const axes = spatial.map((_, i) => i + 2);

    let free = onesLike(y);
    let sum = zerosLike(padded);
    for (const offset of offsets(attribute(attributes, "kernel_shape", "ints"))) {
      const starts = offset.map((at, i) => at * (dilations[i] ?? 1));
      const ends = starts.map((at, i) => at + ((y.shape[i + 2] ?? 1) - 1) * (strides[i] ?? 1) + 1);
      const candidate = slice(padded, { axes, starts, ends, steps: strides });
      const taken = mul(free, cast(equal(candidate, y), y.dtype));
      free = sub(free, taken);
      const part = unslice(mul(dY, taken), padded.shape, {
        starts: [0, 0, ...starts],
        steps: [1, 1, ...strides],
      });
      sum = add(sum, part);
    }
    return inner(sum, axes, pads, spatial);
  },
}));

/** Every index of a window, row-major. */
function offsets(kernel: Shape): readonly (readonly number[])[] {
  return kernel.reduce<readonly (readonly number[])[]>(
    (outer, size) =>
      outer.flatMap((index) => Array.from({ length: size }, (_, i) => [...index, i])),
    [[]],
  );
}

function inner(x: Value, axes: readonly number[], pads: readonly number[], spatial: Shape): Value {
  if (pads.every((n) => n === 0)) return x;
  const starts = pads.slice(0, spatial.length);
  return slice(x, { axes, starts, ends: spatial.map((size, i) => size + (starts[i] ?? 0)) });
}
