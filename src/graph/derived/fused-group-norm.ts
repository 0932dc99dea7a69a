import { float, int } from "../attributes.ts";
import { operator } from "../operator.ts";
import type { Value } from "../value.ts";

/*
 * Operators of the addon's own (native/ort/kernels), which sessions of the native engine on the CPU
 * have and no other: only a lowering may write them.
 */

const domain = "saccade";

export interface GroupNormOutputs {
  readonly y: Value;
  /** [N, groups, 1]. */
  readonly mean: Value;
  /** 1 / √(variance + epsilon), the same shape. */
  readonly invStdDev: Value;
}

/**
 * y = act((x − mean) / √(variance + epsilon) · scale + shift + residual) in one operator; act is a relu or
 * nothing.
 *
 * Shapes: x [N, C, …], scale and shift C numbers each, residual and y as x.
 * @param options.block where x, residual and y lie in blocks of so many channels (blocked.ts), whole ones
 */
export function fusedGroupNorm(options: {
  readonly x: Value;
  readonly scale: Value;
  readonly shift: Value;
  readonly residual?: Value | undefined;
  readonly groups: number;
  readonly epsilon: number;
  readonly isRelu: boolean;
  readonly block?: number | undefined;
}): GroupNormOutputs {
  const { x, scale, shift, residual, groups, epsilon, isRelu, block } = options;
  const statistic = { dtype: x.dtype, shape: [x.shape[0] ?? 1, groups, 1] };
  const { outputs } = operator({
    op: block === undefined ? "GroupNorm" : "BlockedGroupNorm",
    domain,
    inputs: [x, scale, shift, ...(residual ? [residual] : [])],
    attributes: {
      groups: int(groups),
      epsilon: float(epsilon),
      relu: int(isRelu ? 1 : 0),
      ...(block !== undefined && { block: int(block) }),
    },
    outputs: [{ dtype: x.dtype, shape: x.shape }, statistic, statistic],
  });
  const [y, mean, invStdDev] = outputs as [Value, Value, Value];
  return { y, mean, invStdDev };
}

export interface GroupNormGradients {
  readonly dX: Value;
  /** [C]. */
  readonly dScale: Value;
  /** [C]. */
  readonly dShift: Value;
  /** dY where the relu let it through; undefined unless wanted. */
  readonly dResidual: Value | undefined;
}

/**
 * The gradients of `fusedGroupNorm` in one operator.
 *
 * Shapes: dY, x and y [N, C, …]; mean and invStdDev [N, groups, 1]; scale C numbers.
 * @param options.block where all maps lie in blocks, as in `fusedGroupNorm`
 */
export function fusedGroupNormGradient(options: {
  readonly dY: Value;
  readonly x: Value;
  readonly mean: Value;
  readonly invStdDev: Value;
  readonly scale: Value;
  /** What came out, where there is a relu. */
  readonly y?: Value | undefined;
  readonly groups: number;
  readonly wantsResidual: boolean;
  readonly block?: number | undefined;
}): GroupNormGradients {
  const { dY, x, mean, invStdDev, scale, y, groups, wantsResidual, block } = options;
  const asX = { dtype: x.dtype, shape: x.shape };
  const perChannel = { dtype: x.dtype, shape: [x.shape[1] ?? 1] };
  const { outputs } = operator({
    op: block === undefined ? "GroupNormGradient" : "BlockedGroupNormGradient",
    domain,
    inputs: [dY, x, mean, invStdDev, scale, ...(y ? [y] : [])],
    attributes: { groups: int(groups), ...(block !== undefined && { block: int(block) }) },
    outputs: [asX, perChannel, perChannel, ...(wantsResidual ? [asX] : [])],
  });
  const [dX, dScale, dShift, dResidual] = outputs as [Value, Value, Value, Value?];
  return { dX, dScale, dShift, dResidual };
}
