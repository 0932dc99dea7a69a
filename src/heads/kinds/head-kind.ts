import type { Matrix } from "../../core/matrix.ts";
import type { Engine } from "../../runtime/engine.ts";
import type { HeadModel } from "../head.ts";

/** The labelled frames that a head is fitted on. */
export interface LabelledFeatures {
  /** [n, d], a row a labelled frame, in time order, finite. */
  readonly features: Matrix;
  /** [n], finite. */
  readonly labels: Float64Array;
}

export interface FitHeadOptions extends LabelledFeatures {
  readonly seed: number;
  /** Where a step that is trained runs; kinds with a closed form do not ask for it. */
  readonly engine: () => Promise<Engine>;
  readonly threads: number;
}

/** A head, and what was chosen in the fit. */
interface FittedHead {
  readonly model: HeadModel;
  /** The shrinkage, for standardised columns and the mean loss; absent where there is none. */
  readonly lambda?: number | undefined;
  /** r² of values or accuracy of classes on the blocks that were held out of the fit. */
  readonly crossValidated?: number | undefined;
}

/** One kind of head. */
export interface HeadKind {
  readonly name: string;
  /** Whether labels are classes, not quantities. */
  readonly hasClasses: boolean;
  /** @throws AppError HEAD_LABELS_INVALID when these labels cannot be learned from */
  fit(options: FitHeadOptions): Promise<FittedHead>;
}

/** Blocks of the cross-validation. */
export const folds = 5;
/** Fewer labels leave a block without two of them. */
export const fewestLabels = 2 * folds;
