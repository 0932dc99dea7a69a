import { fail } from "../core/errors.ts";
import { attribute, ints, type Attributes } from "./attributes.ts";
import { floatTypes, requireDType } from "./dtypes.ts";
import { apply, defineOp, type Op } from "./op.ts";
import { showShape } from "./shape.ts";
import type { Value } from "./value.ts";
import {
  readWindow,
  tapsInside,
  windowAttributes,
  windowOf,
  windowPlaces,
  type WindowOptions,
} from "./window.ts";

/**
 * Where the windows lie. Strides are the kernel by default, so that windows tile the input; each side's
 * pads are less than the kernel. What other frameworks call ceil mode is an end pad here.
 */
export interface PoolOptions extends WindowOptions {
  /** Window size, one number a spatial axis. */
  readonly kernel: readonly number[];
}

/** An op that folds each window of [N, C, …] into one number. */
export function definePool(name: string, since: number): Op {
  return defineOp({
    name,
    since,
    inputs: ["x"],
    infer({ x }, attributes) {
      requireDType(name, x, floatTypes);
      const [batch, channels, ...spatial] = x.shape;
      const kernel = attribute(attributes, "kernel_shape", "ints");
      if (batch === undefined || channels === undefined || spatial.length !== kernel.length) {
        const expected = `[N, C, …] with ${kernel.length} spatial axes`;
        fail("SHAPE_MISMATCH", name, expected, showShape(x.shape));
      }
      const window = readWindow(name, attributes, spatial.length);
      if (window.pads.some((size, i) => size >= (kernel[i % kernel.length] ?? 0))) {
        fail("SHAPE_MISMATCH", name, "pads smaller than the kernel", showShape(window.pads));
      }
      const places = windowPlaces(name, window, spatial, kernel);
      // A window that saw padding only would have nothing to take the mean or the maximum of.
      const isBlind = places.some((count, axis) =>
        Array.from({ length: count }, (_, place) => ({ axis, place })).some(
          (at) => tapsInside(window, spatial, kernel, at) === 0,
        ),
      );
      if (isBlind) {
        fail("SHAPE_MISMATCH", name, "an element of x in each window", showShape(spatial));
      }
      return [{ dtype: x.dtype, shape: [batch, channels, ...places] }];
    },
  });
}

/** Applies a pooling op. Throws what its `infer` throws. */
export function pool(op: Op, x: Value, options: PoolOptions, extra: Attributes = {}): Value {
  const { kernel, strides = kernel, pads, dilations } = options;
  const window = windowOf(op.name, { strides, pads, dilations }, kernel.length);
  return apply(op, [x], { kernel_shape: ints(kernel), ...windowAttributes(window), ...extra });
}
