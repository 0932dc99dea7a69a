import { describe, expect, it } from "vitest";
import { rowOf } from "../../../src/core/matrix.ts";
import { perceptronProbe } from "../../../src/evaluate/perceptron-probe.ts";
import { r2Score } from "../../../src/evaluate/r2-score.ts";
import { fitRidge } from "../../../src/evaluate/ridge.ts";
import { randomMatrix } from "../../support/random-matrix.ts";

const count = 900;
const features = randomMatrix(count, 4, 7);
/** Far from zero and of another scale than 1: both must come out again. */
const labels = Float64Array.from({ length: count }, (_, row) => {
  const [a, b] = rowOf(features, row);
  return 40 + 5 * a! * b!;
});
const fit = Array.from({ length: 600 }, (_, i) => i);
const test = Array.from({ length: 300 }, (_, i) => 600 + i);
const actual = Float64Array.from(test, (row) => labels[row]!);

describe("perceptronProbe", () => {
  it("reads off a product of two features, which no straight line does", () => {
    const linear = fitRidge({ features, labels, rows: fit }).predict(features, test);
    expect(r2Score(actual, linear)).toBeLessThan(0.1);
    const guessed = perceptronProbe({ features, labels, fit, test, seed: 1 });
    expect(r2Score(actual, guessed)).toBeGreaterThan(0.85);
  });

  it("gives the same answer for the same seed, and another for another", () => {
    const probe = (seed: number) => perceptronProbe({ features, labels, fit, test, seed });
    expect(probe(1)).toEqual(probe(1));
    expect(probe(1)).not.toEqual(probe(2));
  });

  it("never looks at the labels of the test rows", () => {
    const hidden = labels.map((value, row) => (row < 600 ? value : NaN));
    expect(perceptronProbe({ features, labels: hidden, fit, test, seed: 1 })).toEqual(
      perceptronProbe({ features, labels, fit, test, seed: 1 }),
    );
  });
});
