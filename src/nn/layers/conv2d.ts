import { conv } from "../../graph/ops/conv.ts";
import type { Value } from "../../graph/value.ts";
import type { ParameterScope } from "../../graph/parameters.ts";
import { layer } from "./layer.ts";

/** A 2-D convolution with bias. Shapes: x [B, I, H, W] → [B, outputs, H/stride, W/stride]. */
export const conv2d = layer(buildConv2d);

function buildConv2d(
  scope: ParameterScope,
  x: Value,
  options: {
    readonly outputs: number;
    readonly kernel: number;
    readonly stride?: number;
    readonly gain?: number;
  },
): Value {
  const { outputs, kernel, stride = 1, gain = Math.SQRT2 } = options;
  const inputs = x.shape[1]!;
  const fanIn = inputs * kernel * kernel;
  const weight = scope.parameter("weight", [outputs, inputs, kernel, kernel], {
    init: { kind: "fan-in", fanIn, gain },
    isDecayed: true,
  });
  const bias = scope.parameter("bias", [outputs], {
    init: { kind: "constant", value: 0 },
    isDecayed: false,
  });
  const before = Math.floor((kernel - 1) / 2);
  const after = kernel - 1 - before;
  return conv(x, weight, bias, {
    strides: [stride, stride],
    pads: [before, before, after, after],
  });
}
