import { convBatchLast } from "../../graph/derived/conv-batch-last.ts";
import { conv } from "../../graph/ops/conv.ts";
import { pad } from "../../graph/ops/pad.ts";
import type { Value } from "../../graph/value.ts";
import { unusedEnds, windowOf, type WindowOptions } from "../../graph/window.ts";
import type { ParameterScope } from "../../graph/parameters.ts";
import { layer } from "./layer.ts";

/**
 * A 2-D convolution. Beyond the border stand zeros, or with `wrapsColumns` the columns of the other
 * side. Shapes: x [B, I, H, W] → [B, outputs, H/stride, W/stride].
 */
export const conv2d = layer(buildConv2d);

function buildConv2d(
  scope: ParameterScope,
  x: Value,
  options: {
    readonly outputs: number;
    readonly kernel: number;
    readonly stride?: number;
    readonly gain?: number;
    /** Left out before a norm, which takes most of a bias away again. */
    readonly hasBias?: boolean;
    readonly wrapsColumns?: boolean;
  },
): Value {
  const { outputs, kernel, stride = 1, gain = Math.SQRT2 } = options;
  const { hasBias = true, wrapsColumns = false } = options;
  const inputs = x.shape[1]!;
  const fanIn = inputs * kernel * kernel;
  const weight = scope.parameter("weight", [outputs, inputs, kernel, kernel], {
    init: { kind: "fan-in", fanIn, gain },
    isDecayed: true,
  });
  const bias = hasBias
    ? scope.parameter("bias", [outputs], {
        init: { kind: "constant", value: 0 },
        isDecayed: false,
      })
    : undefined;
  const before = Math.floor((kernel - 1) / 2);
  const after = kernel - 1 - before;
  const strides = [stride, stride];
  const pads = [before, before, after, after];
  if (!wrapsColumns || kernel === 1) return apply(x, weight, bias, { strides, pads });

  // What the stride never reaches need not be copied.
  const unused = unusedEnds(windowOf("Conv", { strides, pads }, 2), x.shape.slice(2), [
    kernel,
    kernel,
  ]);
  const behind = Math.max(after - (unused[1] ?? 0), 0);
  const round = pad(x, { before: [0, 0, 0, before], after: [0, 0, 0, behind], mode: "wrap" });
  return apply(round, weight, bias, { strides, pads: [before, 0, after, 0] });
}

/** A map of more pixels than this is enough work for a product of its own. */
const largestMapAtOnce = 128;
/** Fewer images than this make too short runs of the batch. */
const smallestBatchAtOnce = 16;

function apply(x: Value, weight: Value, bias: Value | undefined, options: WindowOptions): Value {
  const [batch = 1, , height = 1, width = 1] = x.shape;
  const window = windowOf("Conv", options, 2);
  const [kernelRows = 1, kernelColumns = 1] = weight.shape.slice(2);
  const isSmall = height * width <= largestMapAtOnce && batch >= smallestBatchAtOnce;
  const isPlain = window.strides.every((n) => n === 1) && kernelRows * kernelColumns > 1;
  if (!bias && isSmall && isPlain) return convBatchLast(x, weight, window);
  return conv(x, weight, bias, options);
}
