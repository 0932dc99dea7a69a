import { describe, expect, it } from "vitest";
import { input } from "../../../../src/graph/leaves.ts";
import { firstOrderWarp } from "../../../../src/nn/decoders/first-order-warp.ts";
import { expectAllClose } from "../../../support/all-close.ts";
import { evaluate } from "../../../support/evaluate.ts";
import { tensorOf } from "../../../support/feeds.ts";

const [height, width] = [5, 7];

function warped(
  pixel: (row: number, column: number) => number,
  flow: (row: number, column: number) => readonly [number, number],
): Float64Array {
  const places = Array.from({ length: height * width }, (_, i) => [
    Math.floor(i / width),
    i % width,
  ]);
  const image = places.map(([row, column]) => pixel(row!, column!));
  const motion = places.flatMap(([row, column]) => flow(row!, column!));
  const y = firstOrderWarp(
    input("image", "float32", [1, height, width, 1]),
    input("flow", "float32", [1, height, width, 2]),
  );
  const feeds = new Map([
    ["image", tensorOf([1, height, width, 1], image)],
    ["flow", tensorOf([1, height, width, 2], motion)],
  ]);
  expect(y.shape).toEqual([1, height, width, 1]);
  return evaluate([y], feeds)[0]!.data;
}

const ramp = (row: number, column: number): number => 2 * column - 3 * row + 1;

describe("firstOrderWarp", () => {
  it("changes nothing where nothing flows", () => {
    expectAllClose(
      warped(ramp, () => [0, 0]),
      Array.from({ length: height * width }, (_, i) => ramp(Math.floor(i / width), i % width)),
    );
  });

  it("moves a ramp exactly, columns by the flow's first component and rows by its second", () => {
    const found = warped(ramp, () => [0.75, -1.5]);
    for (let row = 1; row < height - 1; row++) {
      for (let column = 1; column < width - 1; column++) {
        expect(found[row * width + column]).toBeCloseTo(ramp(row + 1.5, column - 0.75), 12);
      }
    }
  });

  it("takes half the slope at the border, where the neighbour is repeated", () => {
    const found = warped(
      (_, column) => column,
      () => [1, 0],
    );
    expectAllClose(found.subarray(0, width), [-0.5, 0, 1, 2, 3, 4, 5.5]);
  });

  it("moves every pixel by its own flow", () => {
    const found = warped(
      (_, column) => column,
      (row) => [row / 10, 0],
    );
    for (let row = 0; row < height; row++) {
      expect(found[row * width + 3]).toBeCloseTo(3 - row / 10, 12);
    }
  });

  it("moves all channels alike", () => {
    const y = firstOrderWarp(
      input("image", "float32", [1, 1, 3, 2]),
      input("flow", "float32", [1, 1, 3, 2]),
    );
    const feeds = new Map([
      ["image", tensorOf([1, 1, 3, 2], [0, 0, 1, 10, 2, 20])],
      ["flow", tensorOf([1, 1, 3, 2], [0, 0, 0.5, 0, 0, 0])],
    ]);
    expectAllClose(evaluate([y], feeds)[0]!.data, [0, 0, 0.5, 5, 2, 20]);
  });
});
