import { expect, it } from "vitest";
import { scale } from "../../../src/graph/derived/scale.ts";
import { scalar } from "../../../src/graph/leaves.ts";
import { add } from "../../../src/graph/ops/add.ts";
import { chain, type Transform } from "../../../src/optim/transform.ts";
import { applyTransform } from "../../support/transform-bench.ts";
import { freeParameter } from "../../support/update-runner.ts";

const twice: Transform = (updates) => updates.map((u) => scale(u, 2));
const plusOne: Transform = (updates) => updates.map((u) => add(u, scalar(1)));
const apply = (transform: Transform) =>
  applyTransform(transform, { parameters: [freeParameter("a", [1])], updates: [[5]] }).updates;

it("chains transforms in the order they are listed", () => {
  expect(apply(chain(twice, plusOne))).toEqual([[11]]);
  expect(apply(chain(plusOne, twice))).toEqual([[12]]);
});

it("leaves updates alone when the chain is empty", () => {
  expect(apply(chain())).toEqual([[5]]);
});
