import { add } from "../../graph/ops/add.ts";
import { matMul } from "../../graph/ops/mat-mul.ts";
import type { Value } from "../../graph/value.ts";
import type { ParameterScope } from "../../graph/parameters.ts";
import { layer } from "./layer.ts";

/** y = x·W + b on the last axis. Shapes: x [..., I] → [..., outputs]. */
export const linear = layer(buildLinear);

function buildLinear(
  scope: ParameterScope,
  x: Value,
  options: {
    readonly outputs: number;
    /** √2 before a relu, 1 otherwise, 0 to start as the zero function. */
    readonly gain?: number;
    readonly hasBias?: boolean;
  },
): Value {
  const { outputs, gain = 1, hasBias = true } = options;
  const fanIn = x.shape.at(-1)!;
  const weight = scope.parameter("weight", [fanIn, outputs], {
    init: gain === 0 ? { kind: "constant", value: 0 } : { kind: "fan-in", fanIn, gain },
    isDecayed: true,
  });
  const y = matMul(x, weight);
  if (!hasBias) return y;
  const bias = scope.parameter("bias", [outputs], {
    init: { kind: "constant", value: 0 },
    isDecayed: false,
  });
  return add(y, bias);
}
