import { expect, it } from "vitest";
import { objectives } from "../../src/objectives/index.ts";
import { describeObjective, type ObjectiveExample } from "./objective-contract.ts";

const examples: Readonly<Record<string, ObjectiveExample>> = {
  "info-nce": {
    options: { hidden: 8, dimension: 8 },
    badOptions: [{ temperature: 0 }, { temperature: -0.1 }, { hidden: 2 }, { dimension: "large" }],
  },
  "next-frame": {
    // Below 1 the first clips of a batch are treated otherwise than the last.
    options: { width: 8, reduction: 2, historyShare: 1 },
    badOptions: [{ reduction: 3 }, { width: 1 }, { historyShare: 1.5 }],
  },
};

it("has an example of every objective", () => {
  expect(Object.keys(examples)).toEqual(objectives.names);
});

for (const objective of objectives.entries) {
  const example = examples[objective.name];
  if (example !== undefined) describeObjective(objective, example);
}
