import { fail } from "../../core/errors.ts";
import { attribute, int, ints } from "../attributes.ts";
import { floatTypes, requireDType, requireSameDType } from "../dtypes.ts";
import { apply, defineOp } from "../op.ts";
import { sameShape, showShape } from "../shape.ts";
import type { Value } from "../value.ts";
import {
  readWindow,
  windowAttributes,
  windowOf,
  windowSpan,
  type WindowOptions,
} from "../window.ts";

export const convTransposeOp = defineOp({
  name: "ConvTranspose",
  since: 11,
  inputs: ["x", "w", "b?"],
  infer({ x, w, b }, attributes) {
    requireDType("ConvTranspose", x, floatTypes);
    requireSameDType("ConvTranspose", x, w, ...(b ? [b] : []));
    const group = attribute(attributes, "group", "int");
    const [batch, channels = 0, ...spatial] = x.shape;
    const [channelsIn, featuresPerGroup = 0, ...kernel] = w.shape;
    const fits =
      batch !== undefined &&
      spatial.length > 0 &&
      kernel.length === spatial.length &&
      channels === channelsIn &&
      channels % group === 0;
    if (!fits) {
      const expected = `x [N, C, …] and w [C, M/${group}, …] with C a multiple of ${group}`;
      const received = `${showShape(x.shape)} and ${showShape(w.shape)}`;
      fail("SHAPE_MISMATCH", "ConvTranspose", expected, received);
    }
    const features = featuresPerGroup * group;
    if (b && !sameShape(b.shape, [features])) {
      fail("SHAPE_MISMATCH", "ConvTranspose", `a bias [${features}]`, showShape(b.shape));
    }
    const window = readWindow("ConvTranspose", attributes, spatial.length);
    const outputPadding = attribute(attributes, "output_padding", "ints");
    if (outputPadding.length !== spatial.length) {
      const expected = `an output padding for ${spatial.length} spatial axes`;
      fail("SHAPE_MISMATCH", "ConvTranspose", expected, showShape(outputPadding));
    }
    const sizes = spatial.map((size, i) => {
      const [stride = 1, extra = 0] = [window.strides[i], outputPadding[i]];
      // More than this would add places that no window of the matching Conv could have left over.
      if (extra < 0 || extra >= stride) {
        const expected = `an output padding under the stride ${stride} on spatial axis ${i}`;
        fail("SHAPE_MISMATCH", "ConvTranspose", expected, `${extra}`);
      }
      const pads = (window.pads[i] ?? 0) + (window.pads[spatial.length + i] ?? 0);
      return (size - 1) * stride + windowSpan(window, kernel, i) + extra - pads;
    });
    return [{ dtype: x.dtype, shape: [batch, features, ...sizes] }];
  },
});

export interface ConvTransposeOptions extends WindowOptions {
  /** Extra size at each spatial axis's end, under the stride; 0. */
  readonly outputPadding?: readonly number[] | undefined;
  /** Groups of channels that do not see each other; 1. */
  readonly group?: number | undefined;
}

/**
 * The transpose of `conv` as a linear map: what spreads each element over a window and adds up.
 *
 * Shapes: x [N, C, H, W] (or [N, C, L]), w [C, M/group, kH, kW], b [M]; returns [N, M, H', W'] with
 * H' = (H−1)·stride + (kH−1)·dilation + 1 + outputPadding − pads.
 * @throws AppError SHAPE_MISMATCH, DTYPE_MISMATCH
 * @see ONNX operator ConvTranspose, since version 11
 */
export function convTranspose(
  x: Value,
  w: Value,
  b?: Value,
  options: ConvTransposeOptions = {},
): Value {
  const window = windowOf("ConvTranspose", options, Math.max(x.shape.length - 2, 0));
  const outputPadding = options.outputPadding ?? window.strides.map(() => 0);
  return apply(convTransposeOp, b ? [x, w, b] : [x, w], {
    ...windowAttributes(window),
    group: int(options.group ?? 1),
    output_padding: ints(outputPadding),
  });
}
