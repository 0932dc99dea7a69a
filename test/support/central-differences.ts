import { randomFor } from "../../src/core/random.ts";
import { input } from "../../src/graph/leaves.ts";
import { elementCount } from "../../src/graph/shape.ts";
import type { Shape, Value } from "../../src/graph/value.ts";
import { evaluate, type Tensor } from "./evaluate.ts";
import type { Feeds } from "./feeds.ts";

const step = 1e-5;
/** Elements checked of each input: all of a small one, else this many spread evenly. */
const checkedAtMost = 64;

/** An expression, and the point at which its gradients are looked at. */
export interface PointedExpression {
  readonly inputs: readonly Value[];
  readonly y: Value;
  /** The input that feeds the weights of the output's sum: the seed for `backward()`. */
  readonly dY: Value;
  readonly feeds: Feeds;
}

/** How the weighted sum changes with one element of an input, or with all of them along a direction. */
export interface Slope {
  readonly input: number;
  readonly along: number | Float64Array;
  readonly slope: number;
}

/** Builds an expression and draws its inputs, and the weights of its output, from a seed. */
export function drawExpression(
  build: (...inputs: Value[]) => Value,
  shapes: readonly Shape[],
  options: { readonly seed: number; readonly range: readonly [number, number] },
): PointedExpression {
  const random = randomFor(options.seed, "gradient-check");
  const draw = (shape: Shape, [low, high]: readonly [number, number]): Tensor => ({
    shape,
    data: Float64Array.from(
      { length: elementCount(shape) },
      () => low + (high - low) * random.uniform(),
    ),
  });
  const inputs = shapes.map((shape, i) => input(`x${i}`, "float32", shape));
  const feeds = new Map(inputs.map((x, i) => [`x${i}`, draw(x.shape, options.range)]));
  const y = build(...inputs);
  const dY = input("dY", y.dtype, y.shape);
  feeds.set("dY", draw(y.shape, [-1, 1]));
  return { inputs, y, dY, feeds };
}

/**
 * Central differences in float64, for each input.
 *
 * The loss is the sum of the output weighted by random numbers, so that no two output elements can
 * swap unnoticed.
 */
export function slopesOf({ inputs, y, feeds }: PointedExpression): readonly Slope[] {
  const weights = feeds.get("dY")!.data;
  const objective = (): number =>
    evaluate([y], feeds)[0]!.data.reduce((total, value, i) => total + value * weights[i]!, 0);
  return inputs.flatMap((_, i) => {
    const { data } = feeds.get(`x${i}`)!;
    const slopeAlong = (move: (by: number) => void): number => {
      const kept = Float64Array.from(data);
      move(step);
      const up = objective();
      data.set(kept);
      move(-step);
      const down = objective();
      data.set(kept);
      return (up - down) / (2 * step);
    };
    const stride = Math.ceil(data.length / checkedAtMost);
    const slopes = Array.from({ length: Math.ceil(data.length / stride) }, (_element, n): Slope => {
      const along = n * stride;
      return { input: i, along, slope: slopeAlong((by) => (data[along]! += by)) };
    });
    if (stride === 1) return slopes;
    // What is left between the elements is looked at all at once.
    const random = randomFor(data.length, "direction");
    const along = data.map(() => 2 * random.uniform() - 1);
    const slope = slopeAlong((by) => {
      along.forEach((part, k) => (data[k]! += by * part));
    });
    return [...slopes, { input: i, along, slope }];
  });
}

/**
 * Where `gradients`, one tensor an input, first differ by more than `tolerance`, relative to the larger of
 * 1 and the slope; undefined where they agree. A NaN differs from everything.
 */
export function firstMismatch(
  gradients: readonly Tensor[],
  slopes: readonly Slope[],
  tolerance: number,
): string | undefined {
  for (const { input: i, along, slope } of slopes) {
    const { data } = gradients[i]!;
    const isElement = typeof along === "number";
    const found = isElement ? data[along]! : data.reduce((sum, g, k) => sum + g * along[k]!, 0);
    const error = Math.abs(found - slope) / Math.max(1, Math.abs(slope));
    const where = isElement ? String(along) : "a direction";
    if (!(error < tolerance)) return `dx${i}[${where}]: ${found} for ${slope}`;
  }
  return undefined;
}
