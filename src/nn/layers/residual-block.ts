import { add } from "../../graph/ops/add.ts";
import { relu } from "../../graph/ops/relu.ts";
import type { Value } from "../../graph/value.ts";
import type { ParameterScope } from "../../graph/parameters.ts";
import { conv2d } from "./conv2d.ts";
import { groupNorm } from "./group-norm.ts";
import { layer } from "./layer.ts";

/**
 * The basic residual block (He et al. 2015, fig. 2) with group instead of batch normalisation:
 * consecutive frames make batch statistics meaningless.
 *
 * Shapes: x [B, I, H, W] → [B, outputs, H/stride, W/stride].
 */
export const residualBlock = layer(buildResidualBlock);

function buildResidualBlock(
  scope: ParameterScope,
  x: Value,
  options: { readonly outputs: number; readonly stride: number; readonly groups: number },
): Value {
  const { outputs, stride, groups } = options;
  const first = conv2d(scope.child("conv1"), x, { outputs, kernel: 3, stride });
  const hidden = relu(groupNorm(scope.child("norm1"), first, { groups }));
  const second = conv2d(scope.child("conv2"), hidden, { outputs, kernel: 3 });
  const main = groupNorm(scope.child("norm2"), second, { groups });
  const isSameShape = stride === 1 && x.shape[1] === outputs;
  const skip = isSameShape
    ? x
    : conv2d(scope.child("skip"), x, { outputs, kernel: 1, stride, gain: 1 });
  return relu(add(main, skip));
}
