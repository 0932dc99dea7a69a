import { z } from "zod";
import { relu } from "../../graph/ops/relu.ts";
import { transpose } from "../../graph/ops/transpose.ts";
import { conv2d } from "../layers/conv2d.ts";
import { groupNorm } from "../layers/group-norm.ts";
import { linear } from "../layers/linear.ts";
import { residualBlock } from "../layers/residual-block.ts";
import { defineEncoder } from "./encoder.ts";

const options = z.strictObject({
  /** Channels of the stem and of each residual stage. */
  widths: z.array(z.int().min(8).max(512).multipleOf(8)).min(3).max(6).default([24, 48, 96, 192]),
  groups: z.int().min(1).max(32).default(8),
  /** Channels of the published map. */
  channels: z.int().min(4).max(512).multipleOf(2).default(32),
});

/**
 * A small residual network (He et al. 2015) with group normalisation: a 5×5 stem at stride 4, then
 * one basic block a stage, each at stride 2.
 */
export const conv = defineEncoder({
  name: "conv",
  options,
  build: (x, { widths, groups, channels }, parameters, { wrapsColumns }) => {
    const [stem, ...stages] = widths;
    const planes = transpose(x, [0, 3, 1, 2]);
    const first = conv2d(parameters.child("stem"), planes, {
      outputs: stem!,
      kernel: 5,
      stride: 4,
      hasBias: false,
      wrapsColumns,
    });
    let map = relu(groupNorm(parameters.child("stem-norm"), first, { groups }));
    stages.forEach((outputs, stage) => {
      map = residualBlock(parameters.child(`stage${stage + 1}`), map, {
        outputs,
        stride: 2,
        groups,
        wrapsColumns,
      });
    });
    return linear(parameters.child("neck"), transpose(map, [0, 2, 3, 1]), { outputs: channels });
  },
});
