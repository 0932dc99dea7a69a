import { expect, it } from "vitest";
import { fuseUpdates } from "../../../../src/graph/passes/fuse-updates.ts";
import { compileStep } from "../../../../src/learn/compile-step.ts";
import { optimizers } from "../../../../src/optim/index.ts";
import { expectSameResults } from "../../../support/pass-bench.ts";
import { goldenSpec } from "../../../support/golden-steps.ts";

const model = { encoder: "merge", modality: "camera", objective: "info-nce" } as const;

/** Less than the parameters of the golden step, more than anything but a vector of them all. */
const fewElements = 256;

it.each(optimizers.names)("makes chains of the update of %s, which computes the same", (name) => {
  const before = compileStep(goldenSpec(model, name)).graph;
  const pass = fuseUpdates(fewElements);
  const after = pass.run(before);
  expectSameResults(before, after);
  const chains = after.nodes.filter(({ op }) => op === "Elementwise");
  expect(chains.length).toBeGreaterThan(0);
  expect(after.nodes.length).toBeLessThan(before.nodes.length - chains.length);
  expect(pass.run(after)).toBe(after);
});

it("writes the whole update of AdamW and its averaged weights as one program", () => {
  const before = compileStep(goldenSpec(model, "adamw")).graph;
  const chains = fuseUpdates(fewElements)
    .run(before)
    .nodes.filter(({ op }) => op === "Elementwise");
  expect(chains.map(({ attributes }) => attributes["program"]!.value)).toMatchInlineSnapshot(`
    [
      "Mul 0 1;Mul 2 3;Mul 16 4;Add 15 17;Mul 18 5;Mul 6 7;Mul 16 16;Mul 21 8;Add 20 22;Mul 23 9;Sqrt 24;Add 25 10;Div 19 26;Mul 11 12;Add 27 28;Mul 29 13;Mul 30 14",
      "Where 0 1 2;Add 3 6;Sub 7 4;Mul 8 5;Sub 7 9",
    ]
  `);
});

it("leaves vectors that stay in the cache by themselves", () => {
  const before = compileStep(goldenSpec(model, "adamw")).graph;
  expect(fuseUpdates().run(before)).toBe(before);
});
