import type { OptimizerExample } from "./optimizer-contract.ts";

/** Options out of range that all have in common. */
const badCommonOptions = [
  { learningRate: 0 },
  { learningRate: -0.1 },
  { warmupSteps: 1.5 },
  { schedule: "sometimes" },
  { decaySteps: 0 },
  { finalFraction: 0 },
  { weightDecay: -1 },
  { clipNorm: 0 },
  { orthogonalBeta: 1 },
  { averageHalfLifeSteps: 0 },
  { averageHalfLifeS: 0 },
];

/** An example of every optimizer, by name. */
export const optimizerExamples: Readonly<Record<string, OptimizerExample>> = {
  adamw: {
    options: { learningRate: 0.03, weightDecay: 0, clipNorm: 100, warmupSteps: 10 },
    badOptions: [...badCommonOptions, { beta1: 1 }, { beta2: -0.1 }, { epsilon: 0 }],
  },
  // Its steps are as long as its rate, so only a falling one comes to rest.
  lars: {
    options: {
      learningRate: 1,
      weightDecay: 0,
      clipNorm: 1,
      warmupSteps: 10,
      schedule: "linear",
      decaySteps: 350,
      momentum: 0.5,
      trustCoefficient: 0.02,
    },
    badOptions: [...badCommonOptions, { momentum: 1 }, { trustCoefficient: 0 }],
  },
  // The same here.
  lion: {
    options: {
      learningRate: 0.03,
      weightDecay: 0,
      clipNorm: 100,
      warmupSteps: 10,
      schedule: "cosine",
      decaySteps: 350,
    },
    badOptions: [...badCommonOptions, { beta1: 1 }, { beta2: -0.1 }],
  },
  sgd: {
    options: { learningRate: 0.02, weightDecay: 0, clipNorm: 100, warmupSteps: 10, momentum: 0.7 },
    badOptions: [...badCommonOptions, { momentum: 1 }, { nesterov: 1 }],
  },
};
