import { expect, it } from "vitest";
import { input } from "../../../src/graph/leaves.ts";
import { relu } from "../../../src/graph/ops/relu.ts";
import { reshape } from "../../../src/graph/ops/reshape.ts";
import { stopGradient } from "../../../src/graph/ops/stop-gradient.ts";
import { transpose } from "../../../src/graph/ops/transpose.ts";
import { storageOf } from "../../../src/graph/storage.ts";

it("finds what a view of a view is a view of, and takes a copy for itself", () => {
  const x = input("x", "float32", [2, 3]);
  const y = relu(x);
  expect(storageOf(stopGradient(reshape(y, [6])))).toBe(y);
  expect(storageOf(reshape(x, [6]))).toBe(x);
  const turned = transpose(y, [1, 0]);
  expect(storageOf(turned)).toBe(turned);
});
