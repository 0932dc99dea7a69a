import { attribute } from "../attributes.ts";
import { canBroadcastTo } from "../broadcast.ts";
import { isFloat } from "../dtypes.ts";
import { gemm } from "../ops/gemm.ts";
import { elementCount, sameShape } from "../shape.ts";
import type { OperatorNode, Value } from "../value.ts";
import type { GraphPass } from "./graph-pass.ts";
import { madeBy } from "./match.ts";
import { rewriteGraph, type RewriteRule } from "./rewrite-graph.ts";
import { isModest, scaledOf } from "./scaled.ts";
import { usesOf } from "./uses.ts";

/**
 * Products of matrices take in what stands around them: a transpose of an operand, a factor, a bias.
 * To the rounding of one addition.
 *
 * A bias of the product's full size stays outside: ONNX Runtime would copy it first, on one thread.
 */
export const fuseGemm: GraphPass = {
  name: "fuse-gemm",
  run: (graph) => {
    const uses = usesOf(graph);
    const privacy =
      (node: OperatorNode, original: OperatorNode) =>
      (value: Value): boolean =>
        uses.isPrivate(original.inputs[node.inputs.indexOf(value)]!);
    const factor: RewriteRule = (node, original) =>
      withFactor(node.outputs[0]!, privacy(node, original));
    const operands: RewriteRule = (node) => withOperands(node.outputs[0]!);
    return rewriteGraph(graph, {
      Add: (node, original) => withBias(node, privacy(node, original)),
      Div: factor,
      Gemm: operands,
      MatMul: operands,
      Mul: factor,
      Neg: factor,
    });
  },
};

/** α·op(a)·op(b) + c, whether it is spelled MatMul or Gemm. */
interface Product {
  readonly a: Value;
  readonly b: Value;
  readonly c: Value | undefined;
  readonly alpha: number;
  readonly transA: boolean;
  readonly transB: boolean;
}

function productOf(value: Value): Product | undefined {
  const plain = madeBy("MatMul", value);
  const node = plain ?? madeBy("Gemm", value);
  const [a, b, c] = node?.inputs ?? [];
  if (!node || !a || !b || !isFloat(value.dtype)) return undefined;
  if (a.shape.length !== 2 || b.shape.length !== 2) return undefined;
  if (plain) return { a, b, c: undefined, alpha: 1, transA: false, transB: false };
  if (c && attribute(node.attributes, "beta", "float") !== 1) return undefined;
  const isSet = (name: string): boolean => attribute(node.attributes, name, "int") === 1;
  const alpha = attribute(node.attributes, "alpha", "float");
  return { a, b, c, alpha, transA: isSet("transA"), transB: isSet("transB") };
}

function build({ a, b, c, ...options }: Product): Value {
  return gemm(a, b, c, options);
}

function withBias(node: OperatorNode, isPrivate: (value: Value) => boolean): Value | undefined {
  const [first, second] = node.inputs as readonly [Value, Value];
  for (const [value, bias] of [
    [first, second],
    [second, first],
  ] as const) {
    const product = productOf(value);
    if (!product || product.c || !isPrivate(value)) continue;
    const isRow = elementCount(bias.shape) < elementCount(value.shape);
    const fits = canBroadcastTo(bias.shape, value.shape);
    if (isRow && fits && sameShape(value.shape, node.outputs[0]!.shape)) {
      return build({ ...product, c: bias });
    }
  }
  return undefined;
}

function withFactor(out: Value, isPrivate: (value: Value) => boolean): Value | undefined {
  const scaled = scaledOf(out);
  const product = scaled && productOf(scaled.x);
  if (!product || product.c || !isPrivate(scaled.x)) return undefined;
  if (!isModest(out.dtype, scaled.factor, product.alpha)) return undefined;
  return build({ ...product, alpha: scaled.factor * product.alpha });
}

function withOperands(out: Value): Value | undefined {
  const product = productOf(out);
  if (!product) return undefined;
  let { a, b, alpha, transA, transB } = product;
  for (;;) {
    const [turnedA, turnedB] = [a, b].map((x) => madeBy("Transpose", x)?.inputs[0]);
    const scaled = scaledOf(a) ?? scaledOf(b);
    if (turnedA) [a, transA] = [turnedA, !transA];
    else if (turnedB) [b, transB] = [turnedB, !transB];
    else if (scaled && isModest(out.dtype, alpha, scaled.factor)) {
      alpha *= scaled.factor;
      if (scaledOf(a)) a = scaled.x;
      else b = scaled.x;
    } else break;
  }
  const isSame = a === product.a && b === product.b;
  return isSame ? undefined : build({ a, b, c: product.c, alpha, transA, transB });
}
