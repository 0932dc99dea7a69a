import { relu } from "../../graph/ops/relu.ts";
import type { Value } from "../../graph/value.ts";
import type { ParameterScope } from "../../graph/parameters.ts";
import { layerNorm } from "./layer-norm.ts";
import { layer } from "./layer.ts";
import { linear } from "./linear.ts";

/**
 * The head an embedding loss is computed in (Chen et al. 2020, §4.2): linear, norm, relu, linear.
 * Thrown away after training. Shapes: x [B, I] → [B, outputs].
 */
export const projector = layer(buildProjector);

function buildProjector(
  scope: ParameterScope,
  x: Value,
  options: { readonly hidden: number; readonly outputs: number },
): Value {
  const first = linear(scope.child("hidden"), x, { outputs: options.hidden, gain: Math.SQRT2 });
  const hidden = relu(layerNorm(scope.child("norm"), first));
  return linear(scope.child("output"), hidden, { outputs: options.outputs });
}
