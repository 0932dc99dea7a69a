import { expect, it } from "vitest";
import { add } from "../../../../src/graph/ops/add.ts";
import { exp } from "../../../../src/graph/ops/exp.ts";
import { layerNormalization } from "../../../../src/graph/ops/layer-normalization.ts";
import { matMul } from "../../../../src/graph/ops/mat-mul.ts";
import { relu } from "../../../../src/graph/ops/relu.ts";
import { reshape } from "../../../../src/graph/ops/reshape.ts";
import { flattenRows } from "../../../../src/graph/passes/flatten-rows.ts";
import { beforeAndAfter, x, rows, matrix, row, bias } from "../../../support/pass-bench.ts";

it("computes a region of row operators on matrices", () => {
  expect(
    beforeAndAfter(flattenRows, {
      y: reshape(
        relu(add(matMul(layerNormalization(reshape(rows, [2, 3, 4]), row).y, matrix), bias)),
        [6, 5],
      ),
    }),
  ).toMatchInlineSnapshot(`
    "  %0 = Reshape(rows, [2, 3, 4]) : float32[2, 3, 4]
      %1, %2, %3 = LayerNormalization(%0, row, axis=2, epsilon=0.00001, stash_type=1) : float32[2, 3, 4], float32[2, 3, 1], float32[2, 3, 1]
      %4 = MatMul(%1, matrix) : float32[2, 3, 5]
      %5 = Add(%4, bias) : float32[2, 3, 5]
      %6 = Relu(%5) : float32[2, 3, 5]
      y = Reshape(%6, [6, 5]) : float32[6, 5]
      =>
      %0, %1, %2 = LayerNormalization(rows, row, axis=1, epsilon=0.00001, stash_type=1) : float32[6, 4], float32[6, 1], float32[6, 1]
      %3 = MatMul(%0, matrix) : float32[6, 5]
      %4 = Add(%3, bias) : float32[6, 5]
      %5 = Relu(%4) : float32[6, 5]
      %6 = Reshape(%5, [2, 3, 5]) : float32[2, 3, 5]
      y = Reshape(%6, [6, 5]) : float32[6, 5]
    "
  `);
});

it("leaves a region alone that would need more reshapes than it spares", () => {
  expect(beforeAndAfter(flattenRows, { y: relu(add(x, row)) })).toMatchInlineSnapshot(`
    "  %0 = Add(x, row) : float32[2, 3, 4]
      y = Relu(%0) : float32[2, 3, 4]
      =>
      %0 = Add(x, row) : float32[2, 3, 4]
      y = Relu(%0) : float32[2, 3, 4]
    "
  `);
});

it("knows a matrix with other rows from the one that a map stands for", () => {
  const wide = reshape(rows, [2, 12]);
  const map = reshape(exp(wide), [2, 3, 4]);
  expect(beforeAndAfter(flattenRows, { y: reshape(add(matMul(map, matrix), bias), [6, 5]) }))
    .toMatchInlineSnapshot(`
    "  %0 = Reshape(rows, [2, 12]) : float32[2, 12]
      %1 = Exp(%0) : float32[2, 12]
      %2 = Reshape(%1, [2, 3, 4]) : float32[2, 3, 4]
      %3 = MatMul(%2, matrix) : float32[2, 3, 5]
      %4 = Add(%3, bias) : float32[2, 3, 5]
      y = Reshape(%4, [6, 5]) : float32[6, 5]
      =>
      %0 = Reshape(rows, [2, 12]) : float32[2, 12]
      %1 = Exp(%0) : float32[2, 12]
      %2 = Reshape(%1, [2, 3, 4]) : float32[2, 3, 4]
      %3 = Reshape(%2, [6, 4]) : float32[6, 4]
      %4 = MatMul(%3, matrix) : float32[6, 5]
      %5 = Add(%4, bias) : float32[6, 5]
      %6 = Reshape(%5, [2, 3, 5]) : float32[2, 3, 5]
      y = Reshape(%6, [6, 5]) : float32[6, 5]
    "
  `);
});
