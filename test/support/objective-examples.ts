/** Options that make an objective small enough for float64. */
export interface ObjectiveExample {
  /** Options under which every clip of the batch is treated alike. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly badOptions: readonly Readonly<Record<string, unknown>>[];
}

const head = { hidden: 8, dimension: 8 };

/** An example of each objective, by name. */
export const objectiveExamples: Readonly<Record<string, ObjectiveExample>> = {
  "barlow-twins": { options: head, badOptions: [{ redundancy: -1 }, { dimension: 0 }] },
  byol: {
    options: { ...head, predictorHidden: 8 },
    badOptions: [{ predictorHidden: 1 }, { hidden: "wide" }],
  },
  colourisation: {
    options: { width: 8, reduction: 2 },
    badOptions: [{ reduction: 3 }, { width: 1 }],
  },
  "info-nce": {
    options: { ...head, maskWithinMs: 100 },
    badOptions: [{ temperature: 0 }, { temperature: -0.1 }, { hidden: 2 }, { dimension: "large" }],
  },
  mae: {
    options: { size: 4, width: 8, reduction: 2, frames: 2, ratio: 0.5 },
    badOptions: [{ unit: "cube" }, { ratio: 1 }, { frames: 3 }],
  },
  moco: {
    options: { ...head, queue: 5, temperature: 0.5, maskWithinMs: 100 },
    badOptions: [{ queue: 1 }, { temperature: 0 }, { maskWithinMs: -1 }],
  },
  "next-feature": {
    options: { ...head, directions: 8, predictorHidden: 8 },
    badOptions: [{ target: "frozen" }, { predictorHidden: 1 }],
  },
  "next-frame": {
    // Below 1 the first clips of a batch are treated otherwise than the last.
    options: { width: 8, reduction: 2, historyShare: 1 },
    badOptions: [{ reduction: 3 }, { width: 1 }, { historyShare: 1.5 }],
  },
  sigreg: {
    options: { ...head, directions: 8 },
    badOptions: [{ directions: 0 }, { regularity: -0.1 }],
  },
  "sim-siam": {
    options: { ...head, predictorHidden: 8 },
    badOptions: [{ predictorHidden: 1 }],
  },
  swav: {
    options: { ...head, prototypes: 4, queue: 6, epsilon: 0.3 },
    badOptions: [{ prototypes: 1 }, { epsilon: 0 }],
  },
  "temporal-gap": {
    options: { hidden: 8, classes: 3 },
    badOptions: [{ classes: 1 }, { minGapMs: -1 }],
  },
  "temporal-order": { options: { hidden: 8 }, badOptions: [{ hidden: 1 }] },
  vicreg: { options: head, badOptions: [{ variance: -1 }, { covariance: "much" }] },
};
