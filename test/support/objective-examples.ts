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
  "info-nce": {
    options: { ...head, maskWithinMs: 100 },
    badOptions: [{ temperature: 0 }, { temperature: -0.1 }, { hidden: 2 }, { dimension: "large" }],
  },
  moco: {
    options: { ...head, queue: 5, temperature: 0.5, maskWithinMs: 100 },
    badOptions: [{ queue: 1 }, { temperature: 0 }, { maskWithinMs: -1 }],
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
  vicreg: { options: head, badOptions: [{ variance: -1 }, { covariance: "much" }] },
};
