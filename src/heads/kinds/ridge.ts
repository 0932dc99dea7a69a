import { rowOf, selectRows } from "../../core/matrix.ts";
import { fitRidge, type RidgeModel } from "../../evaluate/ridge.ts";
import {
  fitCommonScale,
  fitFlooredStandardiser,
  type fitStandardiser,
} from "../../evaluate/standardise.ts";
import { leverageOf } from "../answer-head.ts";
import { blockedFolds } from "../blocked-folds.ts";
import { foldStandardiser } from "../fold-standardiser.ts";
import { leverageFor } from "../leverage.ts";
import { folds, type HeadKind, type LabelledFeatures } from "./head-kind.ts";

/**
 * How columns are made comparable. Pixels of a scan that hardly ever change are blown up by a deviation of
 * their own, and cost everything when one does; features of an encoder gain by it.
 */
const scalings = [fitFlooredStandardiser, fitCommonScale];

/**
 * Ridge regression; λ and the scaling of the columns by blocked cross-validation among the labels. Its doubt
 * is the residuals' of the held-out blocks, larger for a frame that is unlike the labelled ones.
 */
export const ridge: HeadKind = {
  name: "ridge",
  hasClasses: false,
  fit: (options) =>
    new Promise((resolve) => {
      resolve(fitRidgeHead(options));
    }),
};

function fitRidgeHead({ features, labels }: LabelledFeatures) {
  const rows = [...Array(features.rows).keys()];
  const candidates = scalings.map((standardise) => ({
    standardise,
    fitted: fitRidge({ features, labels, rows, folds, standardise }),
  }));
  const errorOf = ({ heldOut }: RidgeModel): number =>
    heldOut.reduce((sum, value, row) => sum + (labels[row]! - value) ** 2, 0);
  const { standardise, fitted } = candidates.reduce((best, other) =>
    errorOf(other.fitted) < errorOf(best.fitted) ? other : best,
  );
  const { lambda, cvR2, heldOut, fit, standardiser } = fitted;
  const { weights, intercept } = fit;
  const layer = foldStandardiser(standardiser, { weights, bias: [intercept] }, features.columns);
  const leverage = leverageFor({ features, rows, lambda, standardiser });
  const residual = residualOf({ features, labels }, { heldOut, lambda, standardise });
  return {
    model: { dimension: features.columns, members: [[layer]], doubt: { residual, leverage } },
    lambda,
    crossValidated: cvR2,
  };
}

/** The deviation σ for which σ²(1 + h) is what the held-out frames' errors were, each with its own h. */
function residualOf(
  { features, labels }: LabelledFeatures,
  chosen: {
    readonly heldOut: Float64Array;
    readonly lambda: number;
    readonly standardise: typeof fitStandardiser;
  },
): number {
  const { heldOut, lambda, standardise } = chosen;
  let sum = 0;
  for (const { held, rest } of blockedFolds(features.rows, folds)) {
    const known = selectRows(features, rest);
    const rows = [...rest.keys()];
    const standardiser = standardise(known, rows);
    const leverage = leverageFor({ features: known, rows, lambda, standardiser });
    for (const row of held) {
      sum += (labels[row]! - heldOut[row]!) ** 2 / (1 + leverageOf(leverage, rowOf(features, row)));
    }
  }
  return Math.sqrt(sum / features.rows);
}
