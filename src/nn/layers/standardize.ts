import { constant } from "../../graph/leaves.ts";
import { layerNormalization } from "../../graph/ops/layer-normalization.ts";
import type { Value } from "../../graph/value.ts";

/**
 * Layer normalisation over the last axis, nothing learned. Before a linear layer this is all that is
 * needed: a scale and a shift there would be that layer's own weights and bias over again.
 */
export function standardize(x: Value, epsilon = 1e-5): Value {
  const ones = constant([x.shape.at(-1)!], 1);
  return layerNormalization(x, ones, undefined, { axis: -1, epsilon }).y;
}
