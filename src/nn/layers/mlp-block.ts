import { add } from "../../graph/ops/add.ts";
import { relu } from "../../graph/ops/relu.ts";
import type { Value } from "../../graph/value.ts";
import type { ParameterScope } from "../../graph/parameters.ts";
import { layerNorm } from "./layer-norm.ts";
import { linear } from "./linear.ts";

/** A pre-normalised residual perceptron on each cell. Shapes: x [..., C] → same. */
export function mlpBlock(
  scope: ParameterScope,
  x: Value,
  options: { readonly expansion: number },
): Value {
  const channels = x.shape.at(-1)!;
  const normalized = layerNorm(scope.child("norm"), x);
  const hidden = relu(
    linear(scope.child("expand"), normalized, {
      outputs: Math.round(channels * options.expansion),
      gain: Math.SQRT2,
    }),
  );
  return add(x, linear(scope.child("contract"), hidden, { outputs: channels, gain: 0.5 }));
}
