import { add } from "../../graph/ops/add.ts";
import { mul } from "../../graph/ops/mul.ts";
import type { Value } from "../../graph/value.ts";
import type { ParameterScope } from "../../graph/parameters.ts";
import { layer } from "./layer.ts";
import { standardize } from "./standardize.ts";

/**
 * Layer normalisation over the last axis with a learned scale and shift (Ba et al. 2016, eq. 4).
 *
 * The affine part stands outside the operator: its saved output is then x̂ itself, which is what
 * the backward pass needs.
 */
export const layerNorm = layer(buildLayerNorm);

function buildLayerNorm(scope: ParameterScope, x: Value, epsilon = 1e-5): Value {
  const channels = x.shape.at(-1)!;
  const gamma = scope.parameter("scale", [channels], {
    init: { kind: "constant", value: 1 },
    isDecayed: false,
  });
  const beta = scope.parameter("shift", [channels], {
    init: { kind: "constant", value: 0 },
    isDecayed: false,
  });
  return add(mul(standardize(x, epsilon), gamma), beta);
}
