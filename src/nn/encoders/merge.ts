import { z } from "zod";
import { labelled } from "../../graph/label.ts";
import { relu } from "../../graph/ops/relu.ts";
import { layerNorm } from "../layers/layer-norm.ts";
import { linear } from "../layers/linear.ts";
import { mergeCells } from "../layers/merge-cells.ts";
import { mixerBlock } from "../layers/mixer-block.ts";
import { mlpBlock } from "../layers/mlp-block.ts";
import { defineEncoder } from "./encoder.ts";

const options = z.strictObject({
  /** Channels of each stage; the first gathers 4×4 pixels, the others 2×2 cells. */
  widths: z.array(z.int().min(4).max(1024)).min(2).max(6).default([32, 64, 128, 256]),
  /** Hidden width of the per-cell perceptron of every stage but the first, as a multiple; 0 = none. */
  expansion: z.number().min(0).max(8).default(2),
  /** Hidden width of the perceptron along the cells of the last two stages; 0 = none. */
  mixing: z.int().min(0).max(1024).default(32),
  /** Channels of the published map. */
  channels: z.int().min(4).max(512).multipleOf(2).default(32),
});

/**
 * An encoder made of matrix products only: each stage gathers a block of neighbours into one cell,
 * then one product, one norm, one relu. On a CPU it trains twice as fast as the convolutional one
 * of the same accuracy (docs/decisions/0003).
 */
export const merge = defineEncoder({
  name: "merge",
  options,
  build: (x, { widths, expansion, mixing, channels }, parameters) => {
    let cells = x;
    widths.forEach((outputs, stage) => {
      const scope = parameters.child(`stage${stage + 1}`);
      cells = labelled(scope.label, () => {
        const side = stage === 0 ? 4 : 2;
        const merged = mergeCells(cells, { rows: side, columns: side });
        const mixed = linear(scope.child("mix"), merged, { outputs, gain: Math.SQRT2 });
        return relu(layerNorm(scope.child("norm"), mixed));
      });
      if (stage >= widths.length - 2 && mixing > 0) {
        cells = mixerBlock(scope.child("mixer"), cells, { hidden: mixing });
      }
      if (stage > 0 && expansion > 0) cells = mlpBlock(scope.child("mlp"), cells, { expansion });
    });
    return linear(parameters.child("neck"), cells, { outputs: channels });
  },
});
