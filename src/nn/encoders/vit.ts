import { z } from "zod";
import { labelled } from "../../graph/label.ts";
import { add } from "../../graph/ops/add.ts";
import { reshape } from "../../graph/ops/reshape.ts";
import { layerNorm } from "../layers/layer-norm.ts";
import { linear } from "../layers/linear.ts";
import { mergeCells } from "../layers/merge-cells.ts";
import { mlpBlock } from "../layers/mlp-block.ts";
import { positionCode } from "../layers/position-code.ts";
import { selfAttention } from "../layers/self-attention.ts";
import { standardize } from "../layers/standardize.ts";
import { defineEncoder } from "./encoder.ts";
import { requireDivisible } from "./require-divisible.ts";

const side = z.int().min(1).max(64);

const options = z.strictObject({
  /** Pixels of one token: rows, columns. */
  patch: z.tuple([side, side]).default([16, 16]),
  /** Blocks of attention and perceptron. */
  depth: z.int().min(1).max(24).default(4),
  /** Channels of a token. */
  width: z.int().min(8).max(1024).multipleOf(4).default(128),
  /** Heads of the attention; they share the width. */
  heads: z.int().min(1).max(32).default(4),
  /** Hidden width of the perceptron, as a multiple. */
  expansion: z.number().min(0.5).max(8).default(4),
  /** `waves`: sines and cosines; `learned`: a parameter a token, tied to the image's size. */
  positions: z.enum(["learned", "waves"]).default("waves"),
  /** Channels of the published map. */
  channels: z.int().min(4).max(512).multipleOf(2).default(32),
});

/**
 * A tiny vision transformer: one product embeds each patch, then pre-normalised blocks of
 * self-attention and perceptron. No class token: the map keeps every token in its place.
 *
 * @see Dosovitskiy et al. 2020, arXiv:2010.11929, eq. 1 to 3
 */
export const vit = defineEncoder({
  name: "vit",
  options,
  build: (x, settings, parameters, { wrapsColumns }) => {
    const { patch, depth, width, heads, expansion, positions, channels } = settings;
    const cell = { rows: patch[0], columns: patch[1] };
    requireDivisible("vit", x, cell);
    const embedded = linear(parameters.child("patch"), mergeCells(x, cell), { outputs: width });
    const [batch, rows, columns] = embedded.shape as [number, number, number];
    const position =
      positions === "learned"
        ? parameters.parameter("position/shift", [rows, columns, width], {
            init: { kind: "normal", std: 0.02 },
            isDecayed: false,
          })
        : positionCode({ rows, columns, channels: width, wrapsColumns });
    let tokens = reshape(add(embedded, position), [batch, rows * columns, width]);
    for (let block = 0; block < depth; block++) {
      const scope = parameters.child(`block${block + 1}`);
      tokens = labelled(scope.label, () => {
        const heard = selfAttention(scope.child("attention"), standardize(tokens), {
          heads,
          outputGain: 0.5,
        });
        return mlpBlock(scope.child("mlp"), add(tokens, heard), { expansion });
      });
    }
    const normalized = layerNorm(parameters.child("norm"), tokens);
    const neck = linear(parameters.child("neck"), normalized, { outputs: channels });
    return reshape(neck, [batch, rows, columns, channels]);
  },
});
