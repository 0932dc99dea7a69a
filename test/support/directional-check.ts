import { expect } from "vitest";
import { backward } from "../../src/autodiff/backward.ts";
import { randomFor } from "../../src/core/random.ts";
import { topologicalOrder } from "../../src/graph/topology.ts";
import type { Value } from "../../src/graph/value.ts";
import { evaluate } from "./evaluate.ts";
import type { Feeds } from "./feeds.ts";

const step = 1e-5;
/** Rounding of the difference quotient is about 1e-10 of the loss; a wrong rule is far above. */
const relativeTolerance = 2e-6;
const absoluteTolerance = 2e-9;

/**
 * Compares the gradient graph of a scalar `loss` with central differences in float64, along one
 * random direction for each input: as sharp as element by element, at two runs an input.
 *
 * What stands behind a StopGradient is held where it is: that is what the gradient is a gradient of.
 */
export function expectDirectionalGradients(options: {
  readonly loss: Value;
  readonly inputs: readonly Value[];
  readonly feeds: Feeds;
  readonly seed: number;
}): void {
  const { loss, inputs, feeds, seed } = options;
  const analytic = evaluate(backward(loss, inputs), feeds);
  const stopped = topologicalOrder([loss]).flatMap((node) =>
    node.kind === "operator" && node.op === "StopGradient" ? node.outputs : [],
  );
  const held = new Map(evaluate(stopped, feeds).map((tensor, i) => [stopped[i]!, tensor]));
  const lossWith = (name: string, data: Float64Array): number => {
    const { shape } = feeds.get(name)!;
    return evaluate([loss], new Map(feeds).set(name, { shape, data }), held)[0]!.data[0]!;
  };
  inputs.forEach((value, i) => {
    if (value.node.kind !== "input") throw new Error("only inputs can be moved");
    const { name } = value.node;
    const random = randomFor(seed, "direction", name);
    const { data } = feeds.get(name)!;
    const direction = data.map(() => random.normal());
    const moved = (by: number): number =>
      lossWith(
        name,
        data.map((x, k) => x + by * direction[k]!),
      );
    const numeric = (moved(step) - moved(-step)) / (2 * step);
    const found = analytic[i]!.data.reduce((sum, g, k) => sum + g * direction[k]!, 0);
    const allowed = absoluteTolerance + relativeTolerance * Math.abs(numeric);
    expect(
      Math.abs(found - numeric),
      `along a direction of '${name}': ${found} for ${numeric} (seed ${seed})`,
    ).toBeLessThan(allowed);
  });
}
