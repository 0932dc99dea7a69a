import { attribute } from "../../graph/attributes.ts";
import { scale as times } from "../../graph/derived/scale.ts";
import { square } from "../../graph/derived/square.ts";
import { sumRows } from "../../graph/derived/sum-rows.ts";
import { constant } from "../../graph/leaves.ts";
import { add } from "../../graph/ops/add.ts";
import { cast } from "../../graph/ops/cast.ts";
import { matMul } from "../../graph/ops/mat-mul.ts";
import { mul } from "../../graph/ops/mul.ts";
import { reduceMean } from "../../graph/ops/reduce-mean.ts";
import { reduceSum } from "../../graph/ops/reduce-sum.ts";
import { reshape } from "../../graph/ops/reshape.ts";
import { sub } from "../../graph/ops/sub.ts";
import { elementCount } from "../../graph/shape.ts";
import type { DType, Value } from "../../graph/value.ts";
import { defineRule } from "../rule.ts";

/**
 * Up to here a product with a [C, C] matrix costs less than the passes of two means. On the CPU
 * provider (1.6 M elements, 2 threads) they meet between 128 and 256 channels.
 */
const widestProduct = 128;

/**
 * With x̂ = (x − μ)·s and y = γ∘x̂ + β, s the inverse deviation, means over the normalised axes:
 *
 *     dx = s ∘ (g − mean(g) − x̂∘mean(g∘x̂)),  g = γ∘dY;   dγ = Σ dY∘x̂,   dβ = Σ dY.
 *
 * μ and s are the node's own further outputs; where the loss hangs on them too, dμ/n − ds∘s²∘x̂/n is
 * added to dx.
 * @see ONNX operator LayerNormalization, since version 17
 */
export const layerNormalizationRule = defineRule(
  "LayerNormalization",
  17,
  ["x", "scale", "bias?"],
  ({ x, scale, bias }, dY, { y, outputs, dOutputs, attributes }) => {
    const axis = attribute(attributes, "axis", "int");
    const axes = x.shape.map((_, i) => i);
    const [leading, normalized] = [axes.slice(0, axis), axes.slice(axis)];
    const count = elementCount(scale.shape);
    const [mean, invStdDev] = [1, 2].map((i) => castTo(outputs[i]!, x.dtype)) as [Value, Value];
    const xHat = !bias && isOnes(scale) ? y : mul(sub(x, mean), invStdDev);
    const dYxHat = mul(dY, xHat);
    return {
      x: () => {
        const isNarrow = scale.shape.length === 1 && leading.length > 0 && count <= widestProduct;
        const centred = isNarrow
          ? centredByProducts(dY, scale, xHat, dYxHat)
          : centredByMeans(dY, scale, xHat, normalized);
        let dX = mul(centred, invStdDev);
        const [, dMean, dInvStdDev] = dOutputs;
        if (dMean) dX = add(dX, times(castTo(dMean, x.dtype), 1 / count));
        if (dInvStdDev) {
          const factor = mul(castTo(dInvStdDev, x.dtype), times(square(invStdDev), -1 / count));
          dX = add(dX, mul(xHat, factor));
        }
        return dX;
      },
      scale: () => sumOver(dYxHat, leading),
      bias: () => sumOver(dY, leading),
    };
  },
);

function sumOver(x: Value, leading: readonly number[]): Value {
  return leading.length === x.shape.length - 1 ? sumRows(x) : reduceSum(x, leading);
}

/** g − mean(g) − x̂∘mean(g∘x̂), written out. */
function centredByMeans(dY: Value, scale: Value, xHat: Value, axes: readonly number[]): Value {
  const g = isOnes(scale) ? dY : mul(dY, scale);
  const slope = reduceMean(mul(g, xHat), axes, true);
  return sub(sub(g, reduceMean(g, axes, true)), mul(xHat, slope));
}

/**
 * The same as dY·diag(γ)(I − 11ᵀ/C) − x̂∘((dY∘x̂)·γ/C): two products and two passes instead of six
 * passes, which is what the CPU provider is slow at.
 */
function centredByProducts(dY: Value, scale: Value, xHat: Value, dYxHat: Value): Value {
  const size = elementCount(scale.shape);
  const column = reshape(scale, [size, 1]);
  const centring = Float64Array.from({ length: size * size }, (_, i) =>
    i % (size + 1) === 0 ? 1 - 1 / size : -1 / size,
  );
  const centre = mul(column, constant([size, size], centring, scale.dtype));
  const slope = matMul(dYxHat, times(column, 1 / size));
  return sub(matMul(dY, centre), mul(xHat, slope));
}

function isOnes(x: Value): boolean {
  return x.node.kind === "constant" && x.node.data.every((value) => value === 1);
}

function castTo(x: Value, dtype: DType): Value {
  return x.dtype === dtype ? x : cast(x, dtype);
}
