import { fail } from "../../core/errors.ts";
import { attribute, int } from "../attributes.ts";
import { floatTypes, requireDType, requireSameDType } from "../dtypes.ts";
import { apply, defineOp } from "../op.ts";
import { sameShape, showShape } from "../shape.ts";
import type { Value } from "../value.ts";
import {
  readWindow,
  windowAttributes,
  windowOf,
  windowPlaces,
  type WindowOptions,
} from "../window.ts";

export const convOp = defineOp({
  name: "Conv",
  since: 11,
  inputs: ["x", "w", "b?"],
  infer({ x, w, b }, attributes) {
    requireDType("Conv", x, floatTypes);
    requireSameDType("Conv", x, w, ...(b ? [b] : []));
    const group = attribute(attributes, "group", "int");
    const [batch, channels = 0, ...spatial] = x.shape;
    const [features, channelsPerGroup = 0, ...kernel] = w.shape;
    const fits =
      batch !== undefined &&
      features !== undefined &&
      spatial.length > 0 &&
      kernel.length === spatial.length &&
      channels === channelsPerGroup * group &&
      features % group === 0;
    if (!fits) {
      const expected = `x [N, C, …] and w [M, C/${group}, …] with M a multiple of ${group}`;
      fail("SHAPE_MISMATCH", "Conv", expected, `${showShape(x.shape)} and ${showShape(w.shape)}`);
    }
    if (b && !sameShape(b.shape, [features])) {
      fail("SHAPE_MISMATCH", "Conv", `a bias [${features}]`, showShape(b.shape));
    }
    const window = readWindow("Conv", attributes, spatial.length);
    const places = windowPlaces("Conv", window, spatial, kernel);
    return [{ dtype: x.dtype, shape: [batch, features, ...places] }];
  },
});

export interface ConvOptions extends WindowOptions {
  /** Groups of channels that do not see each other; 1. */
  readonly group?: number | undefined;
}

/**
 * Cross-correlation over the spatial axes.
 *
 * Shapes: x [N, C, H, W] (or [N, C, L]), w [M, C/group, kH, kW], b [M]; returns [N, M, H', W'] with
 * H' = ⌊(H + pads − (kH−1)·dilation − 1) / stride⌋ + 1.
 * @throws AppError SHAPE_MISMATCH, DTYPE_MISMATCH
 * @see ONNX operator Conv, since version 11
 */
export function conv(x: Value, w: Value, b?: Value, options: ConvOptions = {}): Value {
  const window = windowOf("Conv", options, Math.max(x.shape.length - 2, 0));
  return apply(convOp, b ? [x, w, b] : [x, w], {
    ...windowAttributes(window),
    group: int(options.group ?? 1),
  });
}
