import { expect, it } from "vitest";
import { input } from "../../../src/graph/leaves.ts";
import { dotPerTensor, scalePerTensor } from "../../../src/optim/per-tensor.ts";
import { evaluate } from "../../support/evaluate.ts";
import { tensorOf } from "../../support/feeds.ts";

const a = input("a", "float32", [6]);
const b = input("b", "float32", [6]);
const factors = input("factors", "float32", [3]);
const feeds = new Map([
  ["a", tensorOf([6], [1, 2, 3, 4, 5, 6])],
  ["b", tensorOf([6], [1, -1, 2, 0, 1, 10])],
  ["factors", tensorOf([3], [2, 0, -1])],
]);

it("takes the inner product of each tensor with its own counterpart", () => {
  const [each, whole] = evaluate([dotPerTensor(a, b, [2, 3, 1]), dotPerTensor(a, b, [6])], feeds);
  expect([...each!.data]).toEqual([-1, 11, 60]);
  expect([...whole!.data]).toEqual([70]);
  expect(whole!.shape).toEqual([1]);
});

it("scales each tensor by its own factor", () => {
  const [scaled] = evaluate([scalePerTensor(a, factors, [2, 3, 1])], feeds);
  expect([...scaled!.data]).toEqual([2, 4, 0, 0, 0, -6]);
  expect(scaled!.shape).toEqual([6]);
});

it("refuses sizes that are not the vector's", () => {
  expect(() => dotPerTensor(a, b, [2, 2])).toThrow(/add up/);
});
