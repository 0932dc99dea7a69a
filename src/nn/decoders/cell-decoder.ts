import { fail } from "../../core/errors.ts";
import { relu } from "../../graph/ops/relu.ts";
import type { Value } from "../../graph/value.ts";
import { layer } from "../layers/layer.ts";
import { layerNorm } from "../layers/layer-norm.ts";
import { linear } from "../layers/linear.ts";
import { spreadCells } from "../layers/spread-cells.ts";
import type { ParameterScope } from "../../graph/parameters.ts";

/**
 * From a coarse map to a fine one by doublings: product, spread over 2×2 cells, norm, relu. The last
 * product starts at zero, so that an untrained decoder changes nothing.
 *
 * Shapes: x [B, r, c, I] → [B, rows, columns, outputs].
 * @throws AppError SHAPE_MISMATCH when rows/r and columns/c are not one same power of two
 */
export const cellDecoder = layer(buildCellDecoder);

function buildCellDecoder(
  scope: ParameterScope,
  x: Value,
  options: {
    readonly rows: number;
    readonly columns: number;
    readonly width: number;
    readonly outputs: number;
  },
): Value {
  const { rows, columns, width, outputs } = options;
  const doublings = Math.log2(rows / x.shape[1]!);
  if (!Number.isInteger(doublings) || doublings < 0 || columns / x.shape[2]! !== 2 ** doublings) {
    fail(
      "SHAPE_MISMATCH",
      "cellDecoder",
      `a target that is a power of two times ${x.shape[1]}×${x.shape[2]}`,
      `${rows}×${columns}`,
    );
  }
  let cells = relu(
    layerNorm(
      scope.child("entry-norm"),
      linear(scope.child("entry"), x, { outputs: width, gain: Math.SQRT2 }),
    ),
  );
  for (let stage = 1; stage <= doublings; stage++) {
    const channels = Math.max(8, Math.round(width / 2 ** stage));
    const here = scope.child(`stage${stage}`);
    const mixed = linear(here.child("mix"), cells, { outputs: 4 * channels, gain: Math.SQRT2 });
    cells = relu(layerNorm(here.child("norm"), spreadCells(mixed, { rows: 2, columns: 2 })));
  }
  return linear(scope.child("output"), cells, { outputs, gain: 0 });
}
