import { describe, expect, it } from "vitest";
import { randomFor } from "../../../../src/core/random.ts";
import { input } from "../../../../src/graph/leaves.ts";
import { createParameters } from "../../../../src/graph/parameters.ts";
import { selfAttention } from "../../../../src/nn/layers/self-attention.ts";
import { expectAllClose } from "../../../support/all-close.ts";
import { evaluate, type Tensor } from "../../../support/evaluate.ts";
import { normalTensor, parameterFeeds } from "../../../support/feeds.ts";

const [tokens, channels, heads] = [3, 4, 2];
const perHead = channels / heads;

/** x·W + b for every token. */
function product(x: readonly number[][], weight: Tensor, bias?: Tensor): number[][] {
  return x.map((row) =>
    Array.from({ length: channels }, (_, o) =>
      row.reduce((sum, v, i) => sum + v * weight.data[i * channels + o]!, bias?.data[o] ?? 0),
    ),
  );
}

describe("selfAttention", () => {
  it("is each head's softmax of queries and keys over the values, heads side by side", () => {
    const scope = createParameters();
    const y = selfAttention(scope, input("x", "float32", [1, tokens, channels]), { heads });
    const feeds = parameterFeeds(scope.all(), { seed: 4, spread: 0.5 });
    const x = normalTensor([1, tokens, channels], randomFor(4, "x"));
    feeds.set("x", x);
    const part = (name: string): Tensor => feeds.get(name)!;
    const rows = Array.from({ length: tokens }, (_, t) => [
      ...x.data.slice(t * channels, (t + 1) * channels),
    ]);
    const query = product(rows, part("query/weight"), part("query/bias"));
    const key = product(rows, part("key/weight"));
    const value = product(rows, part("value/weight"), part("value/bias"));
    const heard = rows.map((_, t) =>
      Array.from({ length: channels }, (_unused, c) => {
        const head = Math.floor(c / perHead);
        const at = Array.from({ length: perHead }, (_none, i) => head * perHead + i);
        const scores = key.map((k) =>
          Math.exp(at.reduce((sum, i) => sum + query[t]![i]! * k[i]!, 0) / Math.sqrt(perHead)),
        );
        const total = scores.reduce((a, b) => a + b);
        return scores.reduce((sum, score, s) => sum + (score / total) * value[s]![c]!, 0);
      }),
    );
    const expected = product(heard, part("output/weight"), part("output/bias"));
    expectAllClose(evaluate([y], feeds)[0]!.data, expected.flat(), 1e-12);
  });

  it("has no bias on its keys: it would move all scores of a query alike", () => {
    const scope = createParameters();
    selfAttention(scope, input("x", "float32", [1, tokens, channels]), { heads });
    const names = scope.all().map((p) => p.name);
    expect(names).toContain("query/bias");
    expect(names).not.toContain("key/bias");
  });

  it("refuses heads that do not divide the channels", () => {
    const x = input("x", "float32", [1, tokens, channels]);
    expect(() => selfAttention(createParameters(), x, { heads: 3 })).toThrow(
      /divisor of 4 channels for heads, received 3.*OPTION_INVALID/,
    );
  });
});
