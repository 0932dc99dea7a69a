import { fail } from "../../core/errors.ts";
import { groupNormalize } from "../../graph/derived/group-normalize.ts";
import { add } from "../../graph/ops/add.ts";
import { mul } from "../../graph/ops/mul.ts";
import type { Value } from "../../graph/value.ts";
import type { ParameterScope } from "../../graph/parameters.ts";
import { layer } from "./layer.ts";

/**
 * Group normalisation (Wu & He 2018, eq. 1) with a learned scale and shift a channel.
 *
 * Shapes: x [B, C, H, W] → same.
 * @throws AppError OPTION_INVALID when `groups` does not divide C
 */
export const groupNorm = layer(buildGroupNorm);

function buildGroupNorm(
  scope: ParameterScope,
  x: Value,
  options: {
    readonly groups: number;
    readonly epsilon?: number;
    /** 0 silences the layers before it until training has found a use for them. */
    readonly initialScale?: number;
  },
): Value {
  const { groups, epsilon = 1e-5, initialScale = 1 } = options;
  const channels = x.shape[1]!;
  if (channels % groups !== 0) {
    fail("OPTION_INVALID", "groups", `a divisor of ${channels} channels`, groups);
  }
  const gamma = scope.parameter("scale", [channels, 1, 1], {
    init: { kind: "constant", value: initialScale },
    isDecayed: false,
  });
  const beta = scope.parameter("shift", [channels, 1, 1], {
    init: { kind: "constant", value: 0 },
    isDecayed: false,
  });
  return add(mul(groupNormalize(x, groups, epsilon), gamma), beta);
}
