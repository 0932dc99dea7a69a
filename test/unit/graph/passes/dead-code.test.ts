import { expect, it } from "vitest";
import { exp } from "../../../../src/graph/ops/exp.ts";
import { neg } from "../../../../src/graph/ops/neg.ts";
import { deadCode } from "../../../../src/graph/passes/dead-code.ts";
import { printGraph } from "../../../../src/graph/print.ts";
import { graphOf, row, x } from "../../../support/pass-bench.ts";

it("leaves out what no output hangs on, and keeps every input", () => {
  const whole = graphOf({ y: exp(neg(x)), z: neg(row) });
  const { y } = whole.outputs;
  const after = deadCode.run({ ...whole, outputs: { y: y! } });
  expect(printGraph(after)).toMatchInlineSnapshot(`
    "graph g(x: float32[2, 3, 4], row: float32[4])
      %0 = Neg(x) : float32[2, 3, 4]
      y = Exp(%0) : float32[2, 3, 4]
      return y
    "
  `);
});

it("returns a graph without dead nodes as it is", () => {
  const graph = graphOf({ y: exp(x) });
  expect(deadCode.run(graph)).toBe(graph);
});
