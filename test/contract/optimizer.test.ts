import { expect, it } from "vitest";
import { optimizers } from "../../src/optim/index.ts";
import { describeOptimizer } from "./optimizer-contract.ts";
import { optimizerExamples } from "./optimizer-examples.ts";

it("has an example of every optimizer", () => {
  expect(Object.keys(optimizerExamples)).toEqual(optimizers.names);
});

for (const optimizer of optimizers.entries) {
  const example = optimizerExamples[optimizer.name];
  if (example !== undefined) describeOptimizer(optimizer, example);
}
