import { describe, expect, it } from "vitest";
import { z } from "zod";
import { sumAll } from "../../../src/graph/derived/sum-all.ts";
import { constant } from "../../../src/graph/leaves.ts";
import { defineObjective } from "../../../src/objectives/objective.ts";
import { objectiveBench } from "../../support/objective-inputs.ts";

describe("defineObjective", () => {
  it("hands checked options with their defaults to the objective", () => {
    const seen: unknown[] = [];
    const objective = defineObjective({
      name: "spy",
      options: z.strictObject({ margin: z.number().default(0.5), depth: z.int() }),
      chance: () => undefined,
      perClip: (_inputs, options) => {
        seen.push(options);
        return { one: constant([3], 1) };
      },
      combine: ({ one }, options) => {
        seen.push(options);
        return { loss: sumAll(one), metrics: {}, vectors: {} };
      },
    });
    objectiveBench(objective, { options: { depth: 2 } });
    expect(() => objectiveBench(objective, { options: { depth: 2, typo: 1 } })).toThrow();
    const checked = { margin: 0.5, depth: 2 };
    expect(seen).toEqual([checked, checked]);
  });
});
