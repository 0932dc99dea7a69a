import { describe, expect, it } from "vitest";
import { randomFor } from "../../../../src/core/random.ts";
import { input } from "../../../../src/graph/leaves.ts";
import { dynamicFilter, dynamicFilterTaps } from "../../../../src/nn/decoders/dynamic-filter.ts";
import { expectAllClose } from "../../../support/all-close.ts";
import { evaluate } from "../../../support/evaluate.ts";
import { normalTensor, tensorOf } from "../../../support/feeds.ts";

const [height, width] = [4, 11];
const places = Array.from({ length: height * width }, (_, i) => [
  Math.floor(i / width),
  i % width,
]) as readonly (readonly [number, number])[];

type Pixel = (row: number, column: number) => number;

function filtered(pixel: Pixel, weight: (tap: number, row: number, column: number) => number) {
  const image = places.map(([row, column]) => pixel(row, column));
  const weights = places.flatMap(([row, column]) =>
    Array.from({ length: dynamicFilterTaps }, (_, tap) => weight(tap, row, column)),
  );
  const y = dynamicFilter(
    input("image", "float32", [1, height, width, 1]),
    input("weights", "float32", [1, height, width, dynamicFilterTaps]),
  );
  expect(y.shape).toEqual([1, height, width, 1]);
  const feeds = new Map([
    ["image", tensorOf([1, height, width, 1], image)],
    ["weights", tensorOf([1, height, width, dynamicFilterTaps], weights)],
  ]);
  return evaluate([y], feeds)[0]!.data;
}

const texture: Pixel = (row, column) => Math.sin(3 * row + 7 * column) + column;
/** Where each tap looks, in the order of the weights. */
const taps = [-1, 0, 1].flatMap((row) =>
  [-4, -2, -1, 0, 1, 2, 4].flatMap((column) =>
    row === 0 && column === 0 ? [] : [{ row, column }],
  ),
);

describe("dynamicFilter", () => {
  it("leaves the image as it is where every weight is 0", () => {
    expectAllClose(
      filtered(texture, () => 0),
      places.map(([row, column]) => texture(row, column)),
    );
  });

  it.each(taps.map((tap, index) => ({ ...tap, index })))(
    "moves a pixel whole from row $row, column $column away with a weight of 1, repeating the border",
    ({ row, column, index }) => {
      const clamp = (x: number, end: number): number => Math.max(0, Math.min(end - 1, x));
      expectAllClose(
        filtered(texture, (tap) => (tap === index ? 1 : 0)),
        places.map(([r, c]) => texture(clamp(r + row, height), clamp(c + column, width))),
      );
    },
  );

  it("averages neighbours with weights that share 1", () => {
    const both = taps.flatMap(({ row, column }, i) =>
      row === 0 && Math.abs(column) === 1 ? [i] : [],
    );
    const found = filtered(texture, (tap) => (both.includes(tap) ? 0.5 : 0));
    const at = 2 * width + 5;
    expect(found[at]).toBeCloseTo((texture(2, 4) + texture(2, 6)) / 2, 12);
  });

  it("filters every pixel with its own weights", () => {
    const found = filtered(texture, (tap, _, column) => (tap === 0 && column === 6 ? 1 : 0));
    expect(found[2 * width + 5]).toBeCloseTo(texture(2, 5), 12);
    expect(found[2 * width + 6]).toBeCloseTo(texture(1, 2), 12);
  });

  it("filters each image and each of its channels alike", () => {
    const [batch, channels] = [2, 3];
    const random = randomFor(3, "filter");
    const image = normalTensor([batch, height, width, channels], random);
    const weights = normalTensor([batch, height, width, dynamicFilterTaps], random);
    const y = dynamicFilter(
      input("image", "float32", image.shape),
      input("weights", "float32", weights.shape),
    );
    const feeds = new Map(Object.entries({ image, weights }));
    const found = evaluate([y], feeds)[0]!;
    expect(found.shape).toEqual(image.shape);
    const pixels = height * width;
    for (let b = 0; b < batch; b++) {
      const own = (tap: number, row: number, column: number): number =>
        weights.data[((b * height + row) * width + column) * dynamicFilterTaps + tap]!;
      for (let c = 0; c < channels; c++) {
        const plane: Pixel = (row, column) =>
          image.data[((b * height + row) * width + column) * channels + c]!;
        const alone = filtered(plane, own);
        const here = found.data.filter(
          (_, i) => i % channels === c && Math.floor(i / (pixels * channels)) === b,
        );
        expectAllClose(here, alone);
      }
    }
  });
});
