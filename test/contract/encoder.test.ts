import { expect, it } from "vitest";
import { encoders } from "../../src/nn/encoders/index.ts";
import { describeEncoder, type EncoderExample } from "./encoder-contract.ts";

const examples: Readonly<Record<string, EncoderExample>> = {
  conv: {
    isConvolutional: true,
    options: { widths: [8, 8, 16], groups: 2, channels: 4 },
    channels: 4,
    sizes: [
      { image: [16, 16], map: [1, 1] },
      { image: [32, 64], map: [2, 4] },
      // A stride rounds up what is left over.
      { image: [36, 48], map: [3, 3] },
    ],
    refused: [],
    badOptions: [
      { widths: [8, 8] },
      { widths: [8, 12, 16] },
      { widths: [8, 8, 16], channels: 5 },
      { widths: "small" },
    ],
  },
  merge: {
    isConvolutional: false,
    options: { widths: [6, 8], expansion: 1, mixing: 4, channels: 4 },
    channels: 4,
    sizes: [
      { image: [8, 16], map: [1, 2] },
      { image: [16, 16], map: [2, 2] },
      { image: [64, 192], map: [8, 24] },
    ],
    refused: [
      [12, 16],
      [16, 12],
      [10, 16],
    ],
    badOptions: [
      { widths: [8] },
      { expansion: -1 },
      { mixing: -1 },
      { channels: 3 },
      { channels: 1.5 },
    ],
  },
  resnet: {
    isConvolutional: true,
    options: { patch: [2, 2], widths: [8, 8], blocks: 1, groups: 2, channels: 4 },
    channels: 4,
    sizes: [
      { image: [8, 8], map: [2, 2] },
      { image: [8, 16], map: [2, 4] },
    ],
    refused: [
      [10, 16],
      [8, 18],
    ],
    badOptions: [
      { patch: [3, 4] },
      { patch: 4 },
      { widths: [8] },
      { widths: [8, 12] },
      { blocks: 0 },
      { channels: 5 },
    ],
  },
  vit: {
    isConvolutional: false,
    options: { patch: [4, 4], depth: 1, width: 8, heads: 2, expansion: 1, channels: 4 },
    channels: 4,
    sizes: [
      { image: [8, 8], map: [2, 2] },
      { image: [8, 16], map: [2, 4] },
      { image: [64, 96], map: [16, 24] },
    ],
    refused: [
      [10, 16],
      [8, 18],
    ],
    badOptions: [
      { patch: [4, 4, 4] },
      { depth: 0 },
      { width: 10 },
      { heads: 0 },
      { positions: "none" },
      { channels: 5 },
    ],
  },
};

it("has an example of every encoder", () => {
  expect(Object.keys(examples)).toEqual(encoders.names);
});

for (const encoder of encoders.entries) {
  const example = examples[encoder.name];
  if (example !== undefined) describeEncoder(encoder, example);
}
