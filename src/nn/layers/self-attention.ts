import { fail } from "../../core/errors.ts";
import { attention } from "../../graph/derived/attention.ts";
import { reshape } from "../../graph/ops/reshape.ts";
import { transpose } from "../../graph/ops/transpose.ts";
import type { Value } from "../../graph/value.ts";
import type { ParameterScope } from "../../graph/parameters.ts";
import { layer } from "./layer.ts";
import { linear } from "./linear.ts";

/**
 * Multi-head self-attention: each token a mean of all tokens' values, weighted by how well its query
 * fits their keys. Shapes: x [B, T, C] → same.
 *
 * @throws AppError OPTION_INVALID when `heads` does not divide C
 * @see Vaswani et al. 2017, arXiv:1706.03762, §3.2, eq. 1
 */
export const selfAttention = layer(buildSelfAttention);

function buildSelfAttention(
  scope: ParameterScope,
  x: Value,
  options: { readonly heads: number; readonly outputGain?: number },
): Value {
  const { heads, outputGain = 1 } = options;
  const [batch, tokens, channels] = x.shape as [number, number, number];
  if (channels % heads !== 0) {
    fail("OPTION_INVALID", "heads", `a divisor of ${channels} channels`, heads);
  }
  const perHead = channels / heads;
  const split = (name: string): Value => {
    // Three products rather than one and a split: the split would be a copy forward and back.
    const all = linear(scope.child(name), x, { outputs: channels, hasBias: name !== "key" });
    return transpose(reshape(all, [batch, tokens, heads, perHead]), [0, 2, 1, 3]);
  };
  const perHeads = attention({ query: split("query"), key: split("key"), value: split("value") });
  const heard = transpose(perHeads, [0, 2, 1, 3]);
  return linear(scope.child("output"), reshape(heard, x.shape), {
    outputs: channels,
    gain: outputGain,
  });
}
