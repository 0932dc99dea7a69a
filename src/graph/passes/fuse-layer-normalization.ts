import { constant } from "../leaves.ts";
import type { Graph } from "../graph.ts";
import { readIntegers } from "../integers.ts";
import { layerNormalization } from "../ops/layer-normalization.ts";
import { mul } from "../ops/mul.ts";
import { reciprocal } from "../ops/reciprocal.ts";
import type { OperatorNode, Shape, Value } from "../value.ts";
import type { GraphPass } from "./graph-pass.ts";
import { madeBy, uniformValue } from "./match.ts";
import { rewriteGraph } from "./rewrite-graph.ts";

/**
 * (x − mean) / √(variance + ε), written out in six passes or more, becomes one `LayerNormalization`. Its
 * mean and inverse deviation take the place of the ones written out, so that the gradient reads them too.
 * To a relative 1e-5 in float32: the runtime sums in another order.
 *
 * @see ONNX operator LayerNormalization, since version 17
 */
export const fuseLayerNormalization: GraphPass = {
  name: "fuse-layer-normalization",
  run: (graph) => {
    const found = graph.nodes.flatMap((node) => matchOf(node) ?? []);
    // Two deviations of one mean, with another ε each: only one becomes the operator.
    const single = [...new Map(found.map((match) => [match.mean, match])).values()];
    return single.length === 0 ? graph : fuse(graph, single);
  },
};

/** What a match consists of, as the graph has it. */
interface Match {
  readonly x: Value;
  readonly mean: Value;
  readonly deviation: Value;
  readonly axis: number;
  readonly epsilon: number;
}

function fuse(graph: Graph, found: readonly Match[]): Graph {
  const byMean = new Map(found.map((match) => [match.mean, match]));
  const byDeviation = new Map(found.map((match) => [match.deviation, match]));
  const made = new Map<Match, ReturnType<typeof layerNormalization>>();
  return rewriteGraph(graph, (node, original) => {
    const [out] = original.outputs;
    const match = out && (byMean.get(out) ?? byDeviation.get(out));
    if (match && out === match.mean) {
      // The mean comes first, so here is where the operator goes.
      const x = node.inputs[0]!;
      const ones = constant(x.shape.slice(match.axis), 1, x.dtype);
      const { axis, epsilon } = match;
      made.set(match, layerNormalization(x, ones, undefined, { axis, epsilon }));
      return made.get(match)!.mean;
    }
    if (match) return reciprocal(made.get(match)!.invStdDev);
    const [a, b] = original.inputs;
    if (original.op === "Div" && a && b) {
      const divisor = byDeviation.get(b);
      const outputs = divisor && made.get(divisor);
      if (!outputs) return undefined;
      return isCentred(a, divisor) ? outputs.y : mul(node.inputs[0]!, outputs.invStdDev);
    }
    if (original.op === "Reciprocal" && a) {
      const divisor = byDeviation.get(a);
      return divisor && made.get(divisor)?.invStdDev;
    }
    if (original.op === "Mul" && a && b) {
      for (const [centred, inverse] of [
        [a, b],
        [b, a],
      ] as const) {
        const divisor = byDeviation.get(madeBy("Reciprocal", inverse)?.inputs[0] ?? inverse);
        if (divisor && inverse !== divisor.deviation && isCentred(centred, divisor)) {
          return made.get(divisor)?.y;
        }
      }
    }
    return undefined;
  });
}

function isCentred(value: Value, { x, mean }: Match): boolean {
  const [a, b] = madeBy("Sub", value)?.inputs ?? [];
  return a === x && b === mean;
}

/** Recognises √(mean((x − mean(x))²) + ε), both means over the same last axes, kept. */
function matchOf(node: OperatorNode): Match | undefined {
  const [deviation] = node.outputs;
  if (node.op !== "Sqrt" || deviation?.dtype !== "float32") return undefined;
  const [a, b] = madeBy("Add", node.inputs[0])?.inputs ?? [];
  const isSwapped = uniformValue(a) !== undefined;
  const [variance, epsilon] = isSwapped ? [b, uniformValue(a)] : [a, uniformValue(b)];
  const squared = madeBy("ReduceMean", variance)?.inputs;
  const [left, right] = madeBy("Mul", squared?.[0])?.inputs ?? [];
  if (!left || left !== right || !squared?.[1] || epsilon === undefined || epsilon < 0)
    return undefined;
  const [x, mean] = madeBy("Sub", left)?.inputs ?? [];
  const averaged = madeBy("ReduceMean", mean)?.inputs;
  if (!x || !mean || averaged?.[0] !== x) return undefined;
  const axes = readIntegers("ReduceMean", squared[1]);
  const same = axes.join() === readIntegers("ReduceMean", averaged[1]!).join();
  const axis = x.shape.length - axes.length;
  const isKept = [mean, variance!].every(({ shape }) => isStatistic(shape, x.shape, axis));
  return same && axes.every((a, i) => a === axis + i) && isKept && axes.length > 0
    ? { x, mean, deviation, axis, epsilon }
    : undefined;
}

function isStatistic(shape: Shape, of: Shape, axis: number): boolean {
  return shape.length === of.length && shape.every((size, i) => size === (i < axis ? of[i] : 1));
}
