import type { Graph } from "../graph.ts";
import { absorbRowFactors } from "./absorb-row-factors.ts";
import { commonSubexpressions } from "./common-subexpressions.ts";
import { deadCode } from "./dead-code.ts";
import { flattenRows } from "./flatten-rows.ts";
import { foldConstants } from "./fold-constants.ts";
import { fuseGemm } from "./fuse-gemm.ts";
import { fuseLayerNormalization } from "./fuse-layer-normalization.ts";
import { fuseRamps } from "./fuse-ramps.ts";
import type { GraphPass } from "./graph-pass.ts";
import { joinReshapes } from "./join-reshapes.ts";
import { joinSlices } from "./join-slices.ts";
import { mergeReshapes } from "./merge-reshapes.ts";
import { mergeTransposes } from "./merge-transposes.ts";
import { removeIdentities } from "./remove-identities.ts";
import { shrinkOperands } from "./shrink-operands.ts";
import { simplifyArithmetic } from "./simplify-arithmetic.ts";
import { simplifySelection } from "./simplify-selection.ts";

/** Every pass, in the order in which they run. */
export const passes: readonly GraphPass[] = [
  deadCode,
  removeIdentities,
  commonSubexpressions,
  fuseLayerNormalization,
  foldConstants,
  shrinkOperands,
  simplifyArithmetic,
  simplifySelection,
  joinSlices,
  joinReshapes,
  mergeTransposes,
  mergeReshapes,
  fuseRamps,
  flattenRows,
  absorbRowFactors,
  fuseGemm,
];

/** Passes feed one another; a compiled step is done after four rounds. */
const mostRounds = 8;

/** What a lowering leaves to be tidied: it copies, and what it copies may have been copied before. */
export const tidyingPasses: readonly GraphPass[] = [
  commonSubexpressions,
  mergeTransposes,
  mergeReshapes,
];

/** Runs all passes, round by round until a round finds nothing to do. Pure, ai.onnx operators only. */
export function optimizeGraph(graph: Graph, wanted: readonly GraphPass[] = passes): Graph {
  let current = graph;
  /** How many passes in a row had nothing to do: all of them, and none would have. */
  let idle = 0;
  for (let turn = 0; turn < mostRounds * wanted.length && idle < wanted.length; turn++) {
    const next = wanted[turn % wanted.length]!.run(current);
    idle = next === current ? idle + 1 : 0;
    current = next;
  }
  return current;
}
