import { expect, it } from "vitest";
import { objectives } from "../../src/objectives/index.ts";
import { objectiveExamples } from "../support/objective-examples.ts";
import { describeObjective } from "./objective-contract.ts";

it("has an example of every objective", () => {
  expect(Object.keys(objectiveExamples)).toEqual(objectives.names);
});

for (const objective of objectives.entries) {
  const example = objectiveExamples[objective.name];
  if (example !== undefined) describeObjective(objective, example);
}
