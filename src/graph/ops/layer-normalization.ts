import { fail } from "../../core/errors.ts";
import { attribute, float, int } from "../attributes.ts";
import { normalizeAxis } from "../axis.ts";
import { floatTypes, requireDType, requireSameDType } from "../dtypes.ts";
import { applyAll, defineOp } from "../op.ts";
import { sameShape, showShape } from "../shape.ts";
import type { Value } from "../value.ts";

export const layerNormalizationOp = defineOp({
  name: "LayerNormalization",
  since: 17,
  inputs: ["x", "scale", "bias?"],
  optionalOutputsFrom: 1,
  infer({ x, scale, bias }, attributes) {
    requireDType("LayerNormalization", x, floatTypes);
    requireSameDType("LayerNormalization", x, scale, ...(bias ? [bias] : []));
    const axis = attribute(attributes, "axis", "int");
    const front = normalizeAxis("LayerNormalization", axis, x.shape);
    const normalized = x.shape.slice(front);
    for (const affine of [scale, bias]) {
      if (affine && !sameShape(affine.shape, normalized)) {
        const expected = `scale and bias ${showShape(normalized)} for x ${showShape(x.shape)}`;
        fail("SHAPE_MISMATCH", "LayerNormalization", expected, showShape(affine.shape));
      }
    }
    // The statistics are float32 whatever x is: ONNX's stash_type 1.
    const statistic = {
      dtype: "float32",
      shape: x.shape.map((size, i) => (i < front ? size : 1)),
    } as const;
    return [{ dtype: x.dtype, shape: x.shape }, statistic, statistic];
  },
});

export interface LayerNormalizationOptions {
  /** First of the axes that are normalised together, up to the last; −1. */
  readonly axis?: number | undefined;
  /** Added to the variance; 1e-5. */
  readonly epsilon?: number | undefined;
}

export interface LayerNormalizationOutputs {
  readonly y: Value;
  /** Mean over the normalised axes, float32, those axes of size 1. */
  readonly mean: Value;
  /** 1 / √(variance + epsilon), the same shape. */
  readonly invStdDev: Value;
}

/**
 * y = (x − mean) / √(variance + epsilon) · scale + bias, over the axes from `axis` on.
 *
 * Shapes: x any; scale and bias x's sizes from `axis` on; y as x.
 * @throws AppError SHAPE_MISMATCH, DTYPE_MISMATCH
 * @see ONNX operator LayerNormalization, since version 17; Ba et al. 2016, arXiv:1607.06450
 */
export function layerNormalization(
  x: Value,
  scale: Value,
  bias?: Value,
  options: LayerNormalizationOptions = {},
): LayerNormalizationOutputs {
  const { axis = -1, epsilon = 1e-5 } = options;
  const outputs = applyAll(layerNormalizationOp, bias ? [x, scale, bias] : [x, scale], {
    axis: int(normalizeAxis("LayerNormalization", axis, x.shape)),
    epsilon: float(epsilon),
    stash_type: int(1),
  });
  const [y, mean, invStdDev] = outputs as [Value, Value, Value];
  return { y, mean, invStdDev };
}
