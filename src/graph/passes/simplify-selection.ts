import { isFloat } from "../dtypes.ts";
import { scale } from "../derived/scale.ts";
import { scalar } from "../leaves.ts";
import { cast } from "../ops/cast.ts";
import { equal } from "../ops/equal.ts";
import { sameShape } from "../shape.ts";
import type { DType, OperatorNode, Value } from "../value.ts";
import type { GraphPass } from "./graph-pass.ts";
import { madeBy, uniformValue } from "./match.ts";
import { rewriteGraph } from "./rewrite-graph.ts";
import { scaledOf } from "./scaled.ts";

/**
 * `Where` whose answer is known, a cast of a cast that lost nothing, not of not, and the question whether
 * a number is finite in two nodes instead of four. Exact.
 */
export const simplifySelection: GraphPass = {
  name: "simplify-selection",
  run: (graph) =>
    rewriteGraph(graph, {
      Where: chosen,
      Cast: (node) => castOnce(node.inputs[0]!, node.outputs[0]!.dtype),
      Not: ({ inputs: [x] }) => madeBy("Not", x)?.inputs[0] ?? finite(x!),
    }),
};

function chosen(node: OperatorNode): Value | undefined {
  const [condition, a, b] = node.inputs;
  const known = uniformValue(condition);
  const answer = a === b || known === 1 ? a : known === 0 ? b : undefined;
  return answer && sameShape(answer.shape, node.outputs[0]!.shape) ? answer : undefined;
}

/** Types that hold every value of the first exactly. */
const holds: Readonly<Record<DType, readonly DType[]>> = {
  bool: ["uint8", "int32", "int64", "float16", "float32", "float64"],
  uint8: ["int32", "int64", "float16", "float32", "float64"],
  int32: ["int64", "float64"],
  int64: [],
  float16: ["float32", "float64"],
  float32: ["float64"],
  float64: [],
};

function castOnce(x: Value, to: DType): Value | undefined {
  const source = madeBy("Cast", x)?.inputs[0];
  if (!source || !holds[source.dtype].includes(x.dtype)) return undefined;
  // ONNX leaves float → integer beyond the range open: going through a wider float may differ there.
  if (isFloat(source.dtype) && !isFloat(to) && to !== "bool") return undefined;
  return cast(source, to);
}

/** Neither not a number nor infinite: 0·x is 0. A sum of 0·x is such a probe already. */
function finite(condition: Value): Value | undefined {
  const [a, b] = madeBy("Or", condition)?.inputs ?? [];
  const x = madeBy("IsNaN", a)?.inputs[0];
  const isBoth = x !== undefined && madeBy("IsInf", b)?.inputs[0] === x;
  if (!isBoth) return undefined;
  const summed = madeBy("ReduceSum", x)?.inputs[0];
  const isProbe = summed !== undefined && scaledOf(summed)?.factor === 0;
  return equal(isProbe ? x : scale(x, 0), scalar(0, x.dtype));
}
