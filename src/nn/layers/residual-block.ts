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
  options: {
    readonly outputs: number;
    readonly stride: number;
    readonly groups: number;
    /** Scale of the last norm at the start; 0 makes the fresh block its skip alone. */
    readonly initialScale?: number;
    readonly wrapsColumns?: boolean;
  },
): Value {
  const { outputs, stride, groups, initialScale = 1, wrapsColumns = false } = options;
  const conv3 = { outputs, kernel: 3, hasBias: false, wrapsColumns };
  const first = conv2d(scope.child("conv1"), x, { ...conv3, stride });
  const hidden = relu(groupNorm(scope.child("norm1"), first, { groups }));
  const second = conv2d(scope.child("conv2"), hidden, conv3);
  const main = groupNorm(scope.child("norm2"), second, { groups, initialScale });
  const isSameShape = stride === 1 && x.shape[1] === outputs;
  // The norm's shift stands beside it: a bias of its own would be the same once more.
  const skip = isSameShape
    ? x
    : conv2d(scope.child("skip"), x, { outputs, kernel: 1, stride, gain: 1, hasBias: false });
  return relu(add(main, skip));
}
