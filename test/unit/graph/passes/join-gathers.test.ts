import { expect, it } from "vitest";
import { placed } from "../../../../src/graph/label.ts";
import { concat } from "../../../../src/graph/ops/concat.ts";
import { exp } from "../../../../src/graph/ops/exp.ts";
import { tanh } from "../../../../src/graph/ops/tanh.ts";
import { joinGathers } from "../../../../src/graph/passes/join-gathers.ts";
import { beforeAndAfter, bias, graphOf, row } from "../../../support/pass-bench.ts";

const update = { label: "update", direction: "update" } as const;

it("gathers once what an update gathers in several vectors", () => {
  const outputs = placed(update, () => ({
    y: exp(concat([tanh(row), row], 0)),
    z: exp(concat([bias, tanh(bias)], 0)),
  }));
  expect(beforeAndAfter(joinGathers, outputs)).toMatchInlineSnapshot(`
    "  # update/update
      %0 = Tanh(row) : float32[4]
      %1 = Concat(%0, row, axis=0) : float32[8]
      y = Exp(%1) : float32[8]
      %2 = Tanh(bias) : float32[5]
      %3 = Concat(bias, %2, axis=0) : float32[10]
      z = Exp(%3) : float32[10]
      =>
      # update/update
      %0 = Tanh(row) : float32[4]
      %1 = Tanh(bias) : float32[5]
      %2 = Concat(%0, row, bias, %1, axis=0) : float32[18]
      %3, %4 = Split(%2, [8, 10], axis=0) : float32[8], float32[10]
      y = Exp(%3) : float32[8]
      z = Exp(%4) : float32[10]
    "
  `);
});

it("leaves alone one that is made from another, a single one, and what is no update's", () => {
  const alone = placed(update, () => concat([tanh(row), row], 0));
  const chained = placed(update, () => concat([alone, row], 0));
  for (const graph of [
    graphOf({ y: exp(chained) }),
    graphOf({ y: exp(alone) }),
    graphOf({ y: exp(concat([row, row], 0)), z: exp(concat([bias, bias], 0)) }),
  ]) {
    expect(joinGathers.run(graph)).toBe(graph);
  }
});
