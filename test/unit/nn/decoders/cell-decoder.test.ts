import { describe, expect, it } from "vitest";
import { randomFor } from "../../../../src/core/random.ts";
import { input } from "../../../../src/graph/leaves.ts";
import { createParameters } from "../../../../src/graph/parameters.ts";
import { cellDecoder } from "../../../../src/nn/decoders/cell-decoder.ts";
import { expectAllClose } from "../../../support/all-close.ts";
import { denseLayerNorm, denseLinear, denseRelu, rowsOf } from "../../../support/dense.ts";
import { evaluate } from "../../../support/evaluate.ts";
import { normalTensor, parameterFeeds } from "../../../support/feeds.ts";

const map = () => input("x", "float32", [2, 1, 2, 4]);

describe("cellDecoder", () => {
  it.each([
    { rows: 1, columns: 2, doublings: 0 },
    { rows: 2, columns: 4, doublings: 1 },
    { rows: 8, columns: 16, doublings: 3 },
  ])("doubles 1×2 as often as $rows×$columns asks for", ({ rows, columns, doublings }) => {
    const scope = createParameters();
    const y = cellDecoder(scope, map(), { rows, columns, width: 16, outputs: 5 });
    expect(y.shape).toEqual([2, rows, columns, 5]);
    const stages = scope.all().filter((p) => p.name.endsWith("mix/weight"));
    expect(stages).toHaveLength(doublings);
  });

  it("starts as the zero function", () => {
    const scope = createParameters();
    const y = cellDecoder(scope, map(), { rows: 4, columns: 8, width: 16, outputs: 3 });
    const feeds = parameterFeeds(scope.all(), { seed: 8 });
    feeds.set("x", normalTensor([2, 1, 2, 4], randomFor(8, "x")));
    expect(evaluate([y], feeds)[0]!.data.every((value) => value === 0)).toBe(true);
  });

  it("gives a cell's four quarters from that cell alone", () => {
    const scope = createParameters();
    const y = cellDecoder(scope, map(), { rows: 2, columns: 4, width: 16, outputs: 3 });
    const feeds = parameterFeeds(scope.all(), { seed: 9, spread: 0.2 });
    const x = normalTensor([2, 1, 2, 4], randomFor(9, "x"));
    feeds.set("x", x);

    const expected = new Float64Array(2 * 2 * 4 * 3);
    rowsOf(x.data, 4).forEach((cell, at) => {
      const [image, column] = [Math.floor(at / 2), at % 2];
      const entry = denseRelu(
        denseLayerNorm(feeds, "entry-norm", denseLinear(feeds, "entry", cell)),
      );
      // Width 16 is halved to 8 channels for each of the four quarters.
      rowsOf(Float64Array.from(denseLinear(feeds, "stage1/mix", entry)), 8).forEach((part, q) => {
        const quarter = denseRelu(denseLayerNorm(feeds, "stage1/norm", part));
        const [row, fineColumn] = [Math.floor(q / 2), 2 * column + (q % 2)];
        expected.set(denseLinear(feeds, "output", quarter), 3 * (8 * image + 4 * row + fineColumn));
      });
    });
    expectAllClose(evaluate([y], feeds)[0]!.data, expected);
  });

  it.each([
    { rows: 3, columns: 6 },
    { rows: 2, columns: 8 },
    { rows: 4, columns: 4 },
  ])("refuses $rows×$columns, which no doublings of 1×2 reach", ({ rows, columns }) => {
    expect(() =>
      cellDecoder(createParameters(), map(), { rows, columns, width: 16, outputs: 3 }),
    ).toThrow(/power of two times 1×2, received .*SHAPE_MISMATCH/);
  });

  it("refuses a target that is smaller than the map", () => {
    const x = input("x", "float32", [2, 4, 4, 4]);
    expect(() =>
      cellDecoder(createParameters(), x, { rows: 2, columns: 2, width: 16, outputs: 3 }),
    ).toThrow(/SHAPE_MISMATCH/);
  });
});
