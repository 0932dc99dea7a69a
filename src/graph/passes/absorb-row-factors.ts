import { attribute } from "../attributes.ts";
import { gemm } from "../ops/gemm.ts";
import { matMul } from "../ops/mat-mul.ts";
import { mul } from "../ops/mul.ts";
import { reshape } from "../ops/reshape.ts";
import { elementCount, sameShape } from "../shape.ts";
import type { OperatorNode, Value } from "../value.ts";
import type { GraphPass } from "./graph-pass.ts";
import { inputsOf, madeBy } from "./match.ts";
import { rewriteGraph } from "./rewrite-graph.ts";

/**
 * (x ∘ r)·W = x·(diag(r)·W): a factor for each column of a tall x moves into the small matrix. In the
 * gradient of a normalisation that spares two passes over the activations. To the rounding of a product.
 */
export const absorbRowFactors: GraphPass = {
  name: "absorb-row-factors",
  run: (graph) => rewriteGraph(graph, { Gemm: absorb, MatMul: absorb }),
};

/** How many times the rows of x must be those of W, so that the factor costs nothing there. */
const tallness = 2;

function absorb(node: OperatorNode): Value | undefined {
  if (node.op === "Gemm" && attribute(node.attributes, "transA", "int") === 1) return undefined;
  const [x, w, c] = inputsOf(node);
  if (x?.shape.length !== 2 || w?.shape.length !== 2) return undefined;
  const [rows, size] = x.shape as [number, number];
  const found = withoutRowFactor(x);
  if (!found || rows < tallness * size) return undefined;
  if (node.op === "MatMul") return matMul(found.rest, mul(column(found.factor, size), w));
  const setting = (name: "alpha" | "beta"): number => attribute(node.attributes, name, "float");
  const transB = attribute(node.attributes, "transB", "int") === 1;
  const scaled = mul(transB ? reshape(found.factor, [1, size]) : column(found.factor, size), w);
  return gemm(found.rest, scaled, c, { alpha: setting("alpha"), beta: setting("beta"), transB });
}

function column(factor: Value, size: number): Value {
  return reshape(factor, [size, 1]);
}

/** x as rest ∘ factor, with a factor a column; looks through one further product. */
function withoutRowFactor(
  x: Value,
  depth = 0,
): { readonly rest: Value; readonly factor: Value } | undefined {
  const [a, b] = madeBy("Mul", x)?.inputs ?? [];
  if (!a || !b) return undefined;
  for (const [rest, factor] of [
    [a, b],
    [b, a],
  ] as const) {
    const isRow = elementCount(factor.shape) === x.shape[1] && factor.shape.at(-1) === x.shape[1];
    if (isRow && elementCount(factor.shape) > 1 && sameShape(rest.shape, x.shape)) {
      return { rest, factor };
    }
  }
  if (depth > 0 || !sameShape(a.shape, b.shape)) return undefined;
  for (const [inner, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const found = withoutRowFactor(inner, depth + 1);
    if (found) return { rest: mul(found.rest, other), factor: found.factor };
  }
  return undefined;
}
