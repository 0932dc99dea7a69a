import { fail } from "../core/errors.ts";
import { canBroadcastTo } from "../graph/broadcast.ts";
import { onesLike } from "../graph/derived/ones-like.ts";
import { zerosLike } from "../graph/derived/zeros-like.ts";
import { placed } from "../graph/label.ts";
import { inputName } from "../graph/named-inputs.ts";
import { add } from "../graph/ops/add.ts";
import { sameShape, showShape, showType } from "../graph/shape.ts";
import { topologicalOrder } from "../graph/topology.ts";
import type { Node, OperatorNode, Value } from "../graph/value.ts";
import { nonDifferentiable } from "./non-differentiable.ts";
import type { GradientRule } from "./rule.ts";
import { rules } from "./rules/index.ts";
import { sumTo } from "./sum-to.ts";

/**
 * The gradient of `loss` with respect to each of `wrt`, as more graph (reverse-mode differentiation).
 *
 * Only paths to `wrt` are walked. A value used several times gets the sum of its gradients, a
 * broadcast one is summed back, and one that the loss does not hang on gets a constant 0. What is
 * made has the label of the node that it differentiates, and the direction `backward`.
 *
 * Shapes: loss [] unless `seed` (the gradient of loss itself, of its shape) is given; each result has
 * the shape and dtype of its entry in `wrt`, in the same order.
 * @throws AppError SHAPE_MISMATCH when a loss without seed is no scalar or a seed's shape differs;
 *   GRAD_RULE_MISSING, GRAD_SHAPE_MISMATCH, DTYPE_MISMATCH when an operator's rule is missing or wrong
 */
export function backward(loss: Value, wrt: readonly Value[], seed?: Value): readonly Value[] {
  const expected = seed ? seed.shape : [];
  if (!sameShape(loss.shape, expected)) {
    const what = seed ? `a loss of the seed's shape ${showShape(expected)}` : "a scalar loss []";
    fail("SHAPE_MISMATCH", "backward", what, showShape(loss.shape));
  }
  const order = topologicalOrder([loss]);
  const leadsToWrt = pathsTo(new Set(wrt), order);
  const gradients = new Map<Value, Value>([[loss, seed ?? onesLike(loss)]]);
  const accumulate = (value: Value, gradient: Value): void => {
    const known = gradients.get(value);
    gradients.set(value, known ? add(known, gradient) : gradient);
  };

  for (const node of order.toReversed()) {
    if (node.kind !== "operator" || !leadsToWrt.nodes.has(node)) continue;
    const dOutputs = node.outputs.map((value) => gradients.get(value));
    if (dOutputs.every((gradient) => gradient === undefined)) continue;
    const rule = ruleOf(node);
    placed({ label: node.label, direction: "backward" }, () => {
      const thunks = rule.gradients(node, dOutputs);
      node.inputs.forEach((value, i) => {
        const thunk = thunks[i];
        if (!value || !thunk || !leadsToWrt.has(value)) return;
        accumulate(value, fitted(thunk(), value, rule, i));
      });
    });
  }
  return wrt.map((value) => gradients.get(value) ?? zerosLike(value));
}

/** Which values and operator nodes a gradient must pass to reach a value of `targets`. */
function pathsTo(
  targets: ReadonlySet<Value>,
  order: readonly Node[],
): { readonly nodes: ReadonlySet<Node>; has(value: Value): boolean } {
  const nodes = new Set<Node>();
  const has = (value: Value): boolean => targets.has(value) || nodes.has(value.node);
  for (const node of order) {
    if (node.kind !== "operator" || nonDifferentiable.has(node.op)) continue;
    if (node.inputs.some((value) => value && has(value))) nodes.add(node);
  }
  return { nodes, has };
}

function ruleOf(node: OperatorNode): GradientRule {
  if (node.domain === "" && rules.has(node.op)) return rules.get(node.op);
  return fail("GRAD_RULE_MISSING", node.op, node.outputs.map(showType).join(", "));
}

/** Sums a gradient back over broadcast axes; checks first that broadcasting is what it was. */
function fitted(gradient: Value, value: Value, rule: GradientRule, i: number): Value {
  const declared = rule.inputNames[Math.min(i, rule.inputNames.length - 1)] ?? "";
  const name = inputName(declared);
  if (gradient.dtype !== value.dtype) {
    fail("DTYPE_MISMATCH", `gradient of ${rule.name} input '${name}'`, value.dtype, gradient.dtype);
  }
  if (!canBroadcastTo(value.shape, gradient.shape)) {
    const shapes = [showShape(value.shape), showShape(gradient.shape)] as const;
    fail("GRAD_SHAPE_MISMATCH", rule.name, name, ...shapes);
  }
  return sumTo(gradient, value.shape);
}
