import { scale } from "../graph/derived/scale.ts";
import { clip } from "../graph/ops/clip.ts";
import type { Node, OperatorNode, Value } from "../graph/value.ts";

const factor = 1e30;

/**
 * 1 where y > 0, else 0, for y ≥ 0.
 *
 * Spelled clip(10³⁰·y, 0, 1): exact for y ≥ 10⁻³⁰, and on ONNX Runtime's CPU provider 2.4 ms where Sign
 * takes 8.6, Where 6.2 and Cast 4.2 (one pass over 1.6 M elements, 2 threads).
 *
 * Shapes: y any, float32 or float64: float16 has no room for such a factor; the result as y.
 */
export function positiveMask(y: Value): Value {
  return clip(scale(y, factor), { min: 0, max: 1 });
}

/** What `positiveMask` made the node from, if it did: `y`, and the product in between. */
export function positiveMaskOf(
  node: Node,
): { readonly y: Value; readonly product: OperatorNode } | undefined {
  if (node.kind !== "operator" || node.op !== "Clip") return undefined;
  const product = node.inputs[0]?.node;
  if (product?.kind !== "operator" || product.op !== "Mul") return undefined;
  const [y, by] = product.inputs;
  const isMask = by?.node.kind === "constant" && by.node.data[0] === factor;
  return y && isMask ? { y, product } : undefined;
}
