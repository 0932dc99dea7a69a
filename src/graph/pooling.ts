import { fail } from "../core/errors.ts";
import { attribute, ints, type Attributes } from "./attributes.ts";
import { floatTypes, requireDType } from "./dtypes.ts";
import { apply, defineOp, type Op } from "./op.ts";
import { showShape } from "./shape.ts";
import type { Value } from "./value.ts";
import { readWindow, windowAttributes, windowOf, windowPlaces } from "./window.ts";

export interface PoolOptions {
  /** Window size, one number a spatial axis. */
  readonly kernel: readonly number[];
  /** Steps between windows; the kernel, so that windows tile the input. */
  readonly strides?: readonly number[] | undefined;
  /** Elements added [begin…, end…], each side less than the kernel; 0. */
  readonly pads?: readonly number[] | undefined;
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
      // A window that saw padding only would have nothing to take the mean or the maximum of.
      if (window.pads.some((size, i) => size >= (kernel[i % kernel.length] ?? 0))) {
        fail("SHAPE_MISMATCH", name, "pads smaller than the kernel", showShape(window.pads));
      }
      const places = windowPlaces(name, window, spatial, kernel);
      return [{ dtype: x.dtype, shape: [batch, channels, ...places] }];
    },
  });
}

/** Applies a pooling op. Throws what its `infer` throws. */
export function pool(op: Op, x: Value, options: PoolOptions, extra: Attributes = {}): Value {
  const { kernel, strides = kernel, pads } = options;
  const window = windowOf(op.name, { strides, pads }, kernel.length);
  return apply(op, [x], { kernel_shape: ints(kernel), ...windowAttributes(window), ...extra });
}
