import { apply } from "../op.ts";
import { add } from "../ops/add.ts";
import { mul } from "../ops/mul.ts";
import { neg } from "../ops/neg.ts";
import { ops } from "../ops/index.ts";
import { sqrt } from "../ops/sqrt.ts";
import { sub } from "../ops/sub.ts";
import { elementCount, sameShape } from "../shape.ts";
import type { OperatorNode, Value } from "../value.ts";
import type { GraphPass } from "./graph-pass.ts";
import { madeBy, uniformValue } from "./match.ts";
import { rewriteGraph, type RewriteRule } from "./rewrite-graph.ts";
import { isModest, scaledBy, scaledOf } from "./scaled.ts";

/**
 * x·1, x+0, x−0, 0−x, −(−x), factors of factors, a − (−b), small powers, and factors drawn out of sums.
 *
 * x·0 stays: it is how a step asks whether x is finite. To 2 units in the last place; a zero may change
 * its sign.
 */
export const simplifyArithmetic: GraphPass = {
  name: "simplify-arithmetic",
  run: (graph) => rewriteGraph(graph, simplifications),
};

const simplifications: Readonly<Record<string, RewriteRule>> = {
  Add: (node) => {
    const [a, b] = operandsOf(node);
    const same = (x: Value): Value | undefined => sameAsOutput(node, x);
    if (uniformValue(a) === 0) return same(b);
    if (uniformValue(b) === 0) return same(a);
    const [negA, negB] = [negated(a), negated(b)];
    if (negB) return sub(a, negB);
    return negA ? sub(b, negA) : undefined;
  },
  Div: scaledAgain,
  Mul: (node) => {
    const [a, b] = operandsOf(node);
    const [negA, negB] = [negated(a), negated(b)];
    return scaledAgain(node) ?? (negA && negB ? mul(negA, negB) : undefined);
  },
  Neg: scaledAgain,
  Pow: (node) => {
    const [a, b] = operandsOf(node);
    const exponent = uniformValue(b);
    if (exponent === 1) return sameAsOutput(node, a);
    if (exponent === 2) return sameAsOutput(node, a) && mul(a, a);
    return exponent === 0.5 ? sameAsOutput(node, a) && sqrt(a) : undefined;
  },
  ReduceMean: reduced,
  ReduceSum: reduced,
  Sub: (node) => {
    const [a, b] = operandsOf(node);
    if (uniformValue(b) === 0) return sameAsOutput(node, a);
    if (uniformValue(a) === 0) return sameAsOutput(node, b) && neg(b);
    const negB = negated(b);
    return negB && add(a, negB);
  },
};

function operandsOf(node: OperatorNode): readonly [a: Value, b: Value] {
  return [node.inputs[0]!, node.inputs[1]!];
}

/** factor·(factor·x), and 1·x. */
function scaledAgain({ outputs: [out] }: OperatorNode): Value | undefined {
  const value = out!;
  const outer = scaledOf(value);
  if (outer?.factor === 1) return outer.x;
  const inner = outer && scaledOf(outer.x);
  if (!inner || !isModest(value.dtype, outer.factor, inner.factor)) return undefined;
  return scaledBy(inner.x, outer.factor * inner.factor);
}

/** Draws a factor out of a sum: Σ f·x = f·Σ x, on fewer elements. */
function reduced(node: OperatorNode): Value | undefined {
  const [x, axes] = operandsOf(node);
  const out = node.outputs[0]!;
  const inner = scaledOf(x);
  if (!inner || !isModest(x.dtype, inner.factor)) return undefined;
  if (elementCount(out.shape) === elementCount(x.shape)) return undefined;
  return scaledBy(apply(ops.get(node.op), [inner.x, axes], node.attributes), inner.factor);
}

function negated(value: Value): Value | undefined {
  return madeBy("Neg", value)?.inputs[0];
}

/** `x`, when the operator did not stretch it. */
function sameAsOutput(node: OperatorNode, x: Value): Value | undefined {
  return sameShape(node.outputs[0]!.shape, x.shape) ? x : undefined;
}
