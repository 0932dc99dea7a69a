import { expect, it } from "vitest";
import { matrixFromRows } from "../../../src/core/matrix.ts";
import { knnR2 } from "../../../src/evaluate/knn.ts";

/** Frames on a circle, their label the angle's sine: near in features is near in label. */
const angles = Array.from({ length: 120 }, (_, i) => (i * 2 * Math.PI) / 120);
const features = matrixFromRows(angles.map((a) => [Math.cos(a), Math.sin(a)]));
const labels = Float64Array.from(angles, (a) => Math.sin(a));
const even = angles.flatMap((_, i) => (i % 2 === 0 ? [i] : []));
const odd = angles.flatMap((_, i) => (i % 2 === 1 ? [i] : []));

it("reads a label off neighbours that no straight line is needed for", () => {
  const squared = labels.map((value) => value * value);
  expect(knnR2({ features, labels: squared, fit: even, test: odd, k: 4 })).toBeGreaterThan(0.95);
});

it("is about 0 where features do not say which frame is near", () => {
  const blank = matrixFromRows(angles.map(() => [1, 1]));
  expect(knnR2({ features: blank, labels, fit: even, test: odd })).toBeLessThan(0.1);
});

it("is absent with fewer neighbours than are asked for, or nothing to explain", () => {
  expect(knnR2({ features, labels, fit: even.slice(0, 5), test: odd })).toBeUndefined();
  const constant = new Float64Array(labels.length).fill(2);
  expect(knnR2({ features, labels: constant, fit: even, test: odd })).toBeUndefined();
});
