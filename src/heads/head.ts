/** y = x·W + b. Shapes: weights [inputs, outputs], row-major; bias [outputs]. */
export interface DenseLayer {
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: Float32Array;
  readonly bias: Float32Array;
}

/**
 * How unlike the labelled frames a vector is, as a ridge sees it: h(x) = (1 + |z|²/λ − |z·P|²) / n with
 * z = (x − centre) ⊙ scale. The prediction's variance is that of the residuals times 1 + h.
 *
 * @see Rasmussen & Williams 2006, Gaussian Processes for Machine Learning, eq. 2.11 and 2.12
 */
export interface Leverage {
  readonly count: number;
  readonly lambda: number;
  /** [d]; a scale of 0 leaves a column out. */
  readonly centre: Float32Array;
  readonly scale: Float32Array;
  /** P [d, rows]: at most `leverageRows` labelled frames stand for all. */
  readonly projection: DenseLayer;
}

/** What a head's answer is worth. */
interface Doubt {
  /**
   * Standard deviation of the errors on blocks that were held out of the fit, in the label's unit; with
   * a leverage, of what a frame like the labelled ones would have.
   */
  readonly residual: number;
  readonly leverage?: Leverage | undefined;
}

/**
 * A small supervised answer on frozen features: perceptrons of one or two layers with relu between
 * them, whose answers are averaged. Standardisation is folded into the first layer.
 */
export interface HeadModel {
  /** Length of the feature vector. */
  readonly dimension: number;
  readonly members: readonly (readonly DenseLayer[])[];
  /** The labels that the outputs stand for, ascending; absent = one output, which is the value. */
  readonly classes?: readonly number[] | undefined;
  /** Of values; a class has its probability. */
  readonly doubt?: Doubt | undefined;
}

/** What a head answers for one frame. */
export interface HeadAnswer {
  /** In the label's unit; of classes the most probable one's label. */
  readonly value: number;
  /** One standard deviation of the value; absent for classes. */
  readonly stddev?: number | undefined;
  /** One a class, in the order of `HeadModel.classes`; they add up to 1. */
  readonly probabilities?: readonly number[] | undefined;
}

/** What a head was fitted for. */
export interface HeadBinding {
  readonly modelVersion: string;
  /** Version of the feature contract that held; absent = none did, and only the same model will do. */
  readonly contractVersion?: number | undefined;
}
