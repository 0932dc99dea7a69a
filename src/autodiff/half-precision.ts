import { floatTypes } from "../graph/dtypes.ts";
import { placed } from "../graph/label.ts";
import { constant } from "../graph/leaves.ts";
import { applyAll } from "../graph/op.ts";
import { cast } from "../graph/ops/cast.ts";
import { ops } from "../graph/ops/index.ts";
import { topologicalOrder } from "../graph/topology.ts";
import type { DType, OperatorNode, Value } from "../graph/value.ts";

/** Products: nearly all of the arithmetic, and kernels add their terms up in float32. */
const products: ReadonlySet<string> = new Set(["Conv", "ConvTranspose", "Gemm", "MatMul"]);

/** Computed in float32, but what comes out is of order 1 and is handed on in float16. */
const normalizations: ReadonlySet<string> = new Set(["LayerNormalization"]);

/** As precise as what they are given: no sums, nothing that grows much. */
const followers: ReadonlySet<string> = new Set([
  ...[
    "Abs",
    "Add",
    "Clip",
    "LeakyRelu",
    "Max",
    "Min",
    "Mul",
    "Neg",
    "Relu",
    "Sigmoid",
    "Sub",
    "Tanh",
    "Where",
  ],
  ...["Concat", "DepthToSpace", "Expand", "Gather", "Identity", "MaxPool", "Pad", "Reshape"],
  ...["Slice", "Split", "Squeeze", "StopGradient", "Transpose", "Unsqueeze"],
]);

/** Range in which float16 keeps its eleven bits. */
const [smallestNormal, largest] = [2 ** -14, 65504] as const;

/**
 * Rewrites what lies between `from` and `values` to be computed in float16 where that is safe. Of what
 * `from` is made of, nothing changes.
 */
export type HalfPrecision = (values: readonly Value[], from: readonly Value[]) => readonly Value[];

/**
 * Opens a rewriting to mixed precision: products run in float16, so does what lies between them, and
 * everything that sums, divides, exponentiates or normalises runs in float32. What comes out has the
 * dtype it had. To be applied to a forward pass: the gradients of its casts are casts.
 *
 * What was rewritten once is not rewritten again: two forward passes share one copy of each weight.
 *
 * @see Micikevicius et al. 2018, Mixed Precision Training, arXiv:1710.03740, §3.1 and §3.3
 */
export function openHalfPrecision(): HalfPrecision {
  const rewritten = new Map<Value, Value>();
  const copies = new Map<Value, Value>();
  const now = (value: Value): Value => rewritten.get(value) ?? value;
  const as = (dtype: DType, value: Value): Value => {
    if (!floatTypes.includes(value.dtype) || value.dtype === dtype) return value;
    const known = copies.get(value);
    if (known) return known;
    const copy =
      value.node.kind === "constant"
        ? constant(value.shape, value.node.data, dtype)
        : cast(value, dtype);
    copies.set(value, copy);
    return copy;
  };
  const rewrite = (node: OperatorNode): void => {
    const inputs = node.inputs.map((value) => value && now(value));
    const isHalf = products.has(node.op) || (followers.has(node.op) && isAllHalf(inputs));
    const dtype = isHalf ? "float16" : "float32";
    const outputs = applyAll(
      ops.get(node.op),
      inputs.map((value) => value && as(dtype, value)),
      node.attributes,
    );
    const handsOnHalf = normalizations.has(node.op);
    node.outputs.forEach((value, i) => {
      const output = outputs[i]!;
      // Mean and deviation, the further outputs, stay what they are.
      rewritten.set(value, handsOnHalf && i === 0 ? as("float16", output) : output);
    });
  };
  return (values, from) => {
    const until = new Set(from.map((value) => value.node));
    for (const node of topologicalOrder(values, until)) {
      if (node.kind !== "operator" || until.has(node)) continue;
      if (!rewritten.has(node.outputs[0]!)) {
        placed(node, () => {
          rewrite(node);
        });
      }
    }
    return values.map((value) => as(value.dtype, now(value)));
  };
}

/**
 * Whether something is float16 already and nothing would lose more than that: weights and inputs may be
 * rounded, results of float32 arithmetic and constants beyond float16's range may not.
 */
function isAllHalf(inputs: readonly (Value | undefined)[]): boolean {
  const floats = inputs.filter((value) => value && floatTypes.includes(value.dtype));
  return (
    floats.some((value) => value?.dtype === "float16") &&
    floats.every((value) => {
      if (!value || value.dtype === "float16") return true;
      if (value.node.kind !== "constant") return value.node.kind === "input";
      return value.node.data.every((x) => x === 0 || isWithinHalf(Math.abs(x)));
    })
  );
}

function isWithinHalf(size: number): boolean {
  return size >= smallestNormal && size <= largest;
}
