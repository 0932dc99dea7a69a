import { isFloat } from "../dtypes.ts";
import { constant } from "../leaves.ts";
import { elementCount } from "../shape.ts";
import type { DType, OperatorNode } from "../value.ts";
import { evaluateConstant } from "./evaluate-constant.ts";
import type { GraphPass } from "./graph-pass.ts";
import { rewriteGraph } from "./rewrite-graph.ts";

/** A result may be this long even where its operands are shorter. */
const smallCount = 1024;
/** Longer ones take longer here than in the runtime. */
const mostCount = 65_536;

/**
 * Computes what hangs on constants only. A result that is larger than what it is made of is left to the
 * runtime, so that the model does not swell.
 *
 * In float64, rounded once when it is serialised: closer to the exact value than the operators would
 * come. Not done where they would overflow or lose digits below the smallest normal number.
 */
export const foldConstants: GraphPass = {
  name: "fold-constants",
  run: (graph) => rewriteGraph(graph, (node) => (isWorthIt(node) ? fold(node) : undefined)),
};

function isWorthIt(node: OperatorNode): boolean {
  if (!node.inputs.every((value) => value?.node.kind === "constant")) return false;
  const [out, ...others] = node.outputs;
  if (node.domain !== "" || !out || others.length > 0) return false;
  const read = node.inputs.map((value) => elementCount(value?.shape ?? []));
  if (Math.max(...read) > mostCount) return false;
  return elementCount(out.shape) <= Math.max(smallCount, ...read);
}

const ranges: Partial<Readonly<Record<DType, readonly [least: number, most: number]>>> = {
  float16: [2 ** -14, 65504],
  float32: [2 ** -126, (2 - 2 ** -23) * 2 ** 127],
};

function fold(node: OperatorNode): ReturnType<typeof constant> | undefined {
  const { dtype, shape } = node.outputs[0]!;
  const data = evaluateConstant(node);
  if (!data) return undefined;
  const [least, most] = ranges[dtype] ?? [0, Number.MAX_VALUE];
  const fits = isFloat(dtype)
    ? (x: number): boolean => x === 0 || (Math.abs(x) >= least && Math.abs(x) <= most)
    : Number.isSafeInteger;
  return data.every(fits) ? constant(shape, data, dtype) : undefined;
}
