import type { Standardiser } from "../evaluate/standardise.ts";
import type { DenseLayer } from "./head.ts";

/**
 * The layer on raw features that does what `weights` and `bias` do on the standardised columns kept:
 * w/σ, and b − Σ w·μ/σ.
 *
 * Shapes: weights [standardiser.kept.length, outputs], row-major; bias [outputs].
 * @param dimension columns of the raw features; those that are not kept get the weight 0
 */
export function foldStandardiser(
  standardiser: Standardiser,
  layer: { readonly weights: ArrayLike<number>; readonly bias: ArrayLike<number> },
  dimension: number,
): DenseLayer {
  const { kept, mean, deviation } = standardiser;
  const outputs = layer.bias.length;
  const weights = new Float32Array(dimension * outputs);
  const bias = Float64Array.from(layer.bias);
  kept.forEach((column, k) => {
    for (let o = 0; o < outputs; o++) {
      const weight = layer.weights[k * outputs + o]! / deviation[column]!;
      weights[column * outputs + o] = weight;
      bias[o]! -= weight * mean[column]!;
    }
  });
  return { inputs: dimension, outputs, weights, bias: Float32Array.from(bias) };
}
