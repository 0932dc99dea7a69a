import { z } from "zod";
import { relu } from "../../graph/ops/relu.ts";
import { transpose } from "../../graph/ops/transpose.ts";
import { groupNorm } from "../layers/group-norm.ts";
import { linear } from "../layers/linear.ts";
import { mergeCells } from "../layers/merge-cells.ts";
import { residualBlock } from "../layers/residual-block.ts";
import { defineEncoder } from "./encoder.ts";
import { requireDivisible } from "./require-divisible.ts";

const side = z.union([z.literal(1), z.literal(2), z.literal(4), z.literal(8)]);

const options = z.strictObject({
  /** Pixels that the stem gathers into one cell: rows, columns. */
  patch: z.tuple([side, side]).default([4, 4]),
  /** Channels of each stage; each but the first halves rows and columns. */
  widths: z.array(z.int().min(8).max(1024).multipleOf(8)).min(2).max(5).default([32, 64, 128, 256]),
  /** Residual blocks of every stage. */
  blocks: z.int().min(1).max(8).default(2),
  groups: z.int().min(1).max(32).default(8),
  /** Channels of the published map. */
  channels: z.int().min(4).max(512).multipleOf(2).default(32),
});

/**
 * A residual network of basic blocks (He et al. 2015, table 1: 18 layers) at half the width, with
 * group normalisation. By default 2.8 M parameters, 0.26 G multiply-adds on an image of 96×320.
 *
 * Its stem is one product on each patch (Liu et al. 2022, arXiv:2201.03545, §2.2) and no convolution
 * over the full image: three input channels are too few for a fast one.
 */
export const resnet = defineEncoder({
  name: "resnet",
  options,
  build: (x, { patch, widths, blocks, groups, channels }, parameters, { wrapsColumns }) => {
    const [rows, columns] = patch;
    const halvings = 2 ** (widths.length - 1);
    requireDivisible("resnet", x, { rows: rows * halvings, columns: columns * halvings });
    const cells = linear(parameters.child("stem"), mergeCells(x, { rows, columns }), {
      outputs: widths[0]!,
      gain: Math.SQRT2,
      hasBias: false,
    });
    const planes = transpose(cells, [0, 3, 1, 2]);
    let map = relu(groupNorm(parameters.child("stem-norm"), planes, { groups }));
    widths.forEach((outputs, stage) => {
      for (let block = 0; block < blocks; block++) {
        map = residualBlock(parameters.child(`stage${stage + 1}/block${block + 1}`), map, {
          outputs,
          stride: stage > 0 && block === 0 ? 2 : 1,
          groups,
          initialScale: 0,
          wrapsColumns,
        });
      }
    });
    return linear(parameters.child("neck"), transpose(map, [0, 2, 3, 1]), { outputs: channels });
  },
});
