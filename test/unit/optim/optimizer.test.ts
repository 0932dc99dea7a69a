import { expect, it } from "vitest";
import { z } from "zod";
import { defineOptimizer } from "../../../src/optim/optimizer.ts";
import { chain } from "../../../src/optim/transform.ts";

it("defineOptimizer hands checked options with their defaults to the optimizer", () => {
  const seen: unknown[] = [];
  const optimizer = defineOptimizer({
    name: "spy",
    options: z.strictObject({ rate: z.number().default(0.5), depth: z.int() }),
    build: (options) => {
      seen.push(options);
      const schedule = {
        learningRate: options.rate,
        warmupSteps: 0,
        schedule: "constant" as const,
        decaySteps: 1,
        finalFraction: 1,
        averageHalfLifeSteps: 1,
      };
      return { transform: chain(), schedule };
    },
  });
  expect(optimizer.build({ depth: 2 }).schedule.learningRate).toBe(0.5);
  expect(() => optimizer.build({ depth: 2, typo: 1 })).toThrow();
  expect(seen).toEqual([{ rate: 0.5, depth: 2 }]);
});
