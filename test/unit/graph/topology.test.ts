import { describe, expect, it } from "vitest";
import { backward } from "../../../src/autodiff/backward.ts";
import { defineGraph } from "../../../src/graph/graph.ts";
import { input } from "../../../src/graph/leaves.ts";
import { operator } from "../../../src/graph/operator.ts";
import { add } from "../../../src/graph/ops/add.ts";
import { exp } from "../../../src/graph/ops/exp.ts";
import { topologicalOrder } from "../../../src/graph/topology.ts";
import type { Value } from "../../../src/graph/value.ts";

/** exp → exp → add, and the sum goes back into the exp: only wiring by hand makes such a thing. */
function ring(): Value {
  const x = input("x", "float32", [2]);
  const first = operator({ op: "Exp", inputs: [x], outputs: [x] });
  const last = add(exp(first.outputs[0]!), x);
  Object.assign(first, { inputs: [last] });
  return last;
}

describe("topologicalOrder", () => {
  it("puts each node after what it reads, once", () => {
    const x = input("x", "float32", [2]);
    const a = exp(x);
    const b = add(a, x);
    expect(topologicalOrder([add(b, a), a])).toEqual([x.node, a.node, b.node, add(b, a).node]);
  });

  it.each<[string, (value: Value) => unknown]>([
    ["topologicalOrder", (value) => topologicalOrder([value])],
    ["defineGraph", (value) => defineGraph({ name: "g", inputs: [], outputs: { y: value } })],
    ["backward", (value) => backward(value, [], value)],
  ])("%s refuses a cycle and names an operator in it", (_, walk) => {
    expect(() => walk(ring())).toThrow(
      expect.objectContaining({
        code: "GRAPH_INVALID",
        message: expect.stringMatching(/at Add 'float32\[2\]': it reads .*cycle/) as string,
      }),
    );
  });
});
