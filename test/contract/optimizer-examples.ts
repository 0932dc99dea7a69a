import type { OptimizerExample } from "./optimizer-contract.ts";

/** An example of every optimizer, by name. */
export const optimizerExamples: Readonly<Record<string, OptimizerExample>> = {
  adamw: {
    options: { learningRate: 0.03, weightDecay: 0, clipNorm: 100, warmupSteps: 10 },
    badOptions: [
      { learningRate: 0 },
      { learningRate: -0.1 },
      { beta1: 1 },
      { warmupSteps: 1.5 },
      { weightDecay: -1 },
      { clipNorm: 0 },
    ],
  },
};
