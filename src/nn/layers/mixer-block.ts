import { add } from "../../graph/ops/add.ts";
import { relu } from "../../graph/ops/relu.ts";
import { reshape } from "../../graph/ops/reshape.ts";
import { transpose } from "../../graph/ops/transpose.ts";
import type { Value } from "../../graph/value.ts";
import type { ParameterScope } from "../../graph/parameters.ts";
import { layer } from "./layer.ts";
import { linear } from "./linear.ts";
import { standardize } from "./standardize.ts";

/**
 * Lets every cell hear of every other: a residual perceptron along the cells, the same for each
 * channel. Shapes: x [B, rows, columns, C] → same.
 * @see Tolstikhin et al. 2021, arXiv:2105.01601, eq. 1, first line
 */
export const mixerBlock = layer(buildMixerBlock);

function buildMixerBlock(
  scope: ParameterScope,
  x: Value,
  options: { readonly hidden: number },
): Value {
  const [batch, rows, columns, channels] = x.shape as [number, number, number, number];
  const cells = rows * columns;
  const normalized = reshape(standardize(x), [batch, cells, channels]);
  const alongCells = transpose(normalized, [0, 2, 1]);
  const hidden = relu(
    linear(scope.child("expand"), alongCells, { outputs: options.hidden, gain: Math.SQRT2 }),
  );
  const mixed = linear(scope.child("contract"), hidden, { outputs: cells, gain: 0.5 });
  return add(x, reshape(transpose(mixed, [0, 2, 1]), x.shape));
}
