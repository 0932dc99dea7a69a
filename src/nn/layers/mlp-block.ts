import { add } from "../../graph/ops/add.ts";
import { relu } from "../../graph/ops/relu.ts";
import type { Value } from "../../graph/value.ts";
import type { ParameterScope } from "../../graph/parameters.ts";
import { layer } from "./layer.ts";
import { linear } from "./linear.ts";
import { standardize } from "./standardize.ts";

/** A pre-normalised residual perceptron on each cell. Shapes: x [..., C] → same. */
export const mlpBlock = layer(buildMlpBlock);

function buildMlpBlock(
  scope: ParameterScope,
  x: Value,
  options: { readonly expansion: number },
): Value {
  const channels = x.shape.at(-1)!;
  const normalized = standardize(x);
  const hidden = relu(
    linear(scope.child("expand"), normalized, {
      outputs: Math.round(channels * options.expansion),
      gain: Math.SQRT2,
    }),
  );
  return add(x, linear(scope.child("contract"), hidden, { outputs: channels, gain: 0.5 }));
}
