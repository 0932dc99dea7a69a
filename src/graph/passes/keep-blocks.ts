import { attribute } from "../attributes.ts";
import { blockedSource, fromBlocks, sliceBlocks, toBlocks } from "../derived/blocked.ts";
import { fusedGroupNorm, fusedGroupNormGradient } from "../derived/fused-group-norm.ts";
import { readIntegers } from "../integers.ts";
import { add } from "../ops/add.ts";
import { sameShape } from "../shape.ts";
import type { OperatorNode, Value } from "../value.ts";
import type { GraphPass } from "./graph-pass.ts";
import { rewriteGraph, type RewriteRule } from "./rewrite-graph.ts";
import { usesOf } from "./uses.ts";

/**
 * Between blocked convolutions: what only normalises, adds and cuts reads blocks and leaves blocks, so
 * that no copy out of them and into them again stands in between. Before the first of them a
 * normalisation is put into blocks, rather than what it makes: that is saved for its gradient, and would
 * be held both ways. Comes after `block-convolutions`, for an engine that has the blocked kernels
 * (native/ort/kernels). To the order of sums.
 *
 * @param block that of `block-convolutions`
 */
export function keepBlocks(block: number): GraphPass {
  return {
    name: "keep-blocks",
    run: (graph) => {
      const uses = usesOf(graph);
      const isWantedInBlocks = ({ outputs }: OperatorNode): boolean =>
        outputs[0]!.shape[1]! % block === 0 && uses.readersOf(outputs[0]!).some(isReorderInput);
      const rules: Readonly<Record<string, RewriteRule>> = {
        "/Add": keepAdd,
        "/Slice": (node) => keepSlice(node, block),
        "com.microsoft.nchwc/ReorderInput": ({ inputs }) => blockedSource(inputs[0]!),
        "saccade/GroupNorm": (node, original) =>
          keepGroupNorm(node, { block, isForced: isWantedInBlocks(original) }),
        "saccade/GroupNormGradient": (node) => keepGroupNormGradient(node, block),
      };
      return rewriteGraph(graph, (node, original) =>
        rules[`${node.domain}/${node.op}`]?.(node, original),
      );
    },
  };
}

function isReorderInput({ domain, op }: OperatorNode): boolean {
  return domain === "com.microsoft.nchwc" && op === "ReorderInput";
}

/** `value` in blocks, put into them where it is not. */
function inBlocks(value: Value, block: number): Value {
  return blockedSource(value) ?? toBlocks(value, block);
}

function outOfBlocks(value: Value): Value {
  return fromBlocks(value, value.shape[1]!);
}

function keepAdd({ inputs }: OperatorNode): Value | undefined {
  const [a, b] = inputs.map((value) => value && blockedSource(value));
  return a && b && sameShape(a.shape, b.shape) ? outOfBlocks(add(a, b)) : undefined;
}

/** Rows and columns cut away; channels would cut a block. */
function keepSlice({ inputs }: OperatorNode, block: number): Value | undefined {
  const [x, starts, ends, axes, steps] = inputs;
  const source = x && blockedSource(x);
  if (!source || !starts || !ends || !axes) return undefined;
  const numbersOf = (value: Value): readonly number[] => readIntegers("Slice", value);
  const isPlain = !steps || numbersOf(steps).every((step) => step === 1);
  if (!isPlain || numbersOf(axes).some((axis) => axis < 2)) return undefined;
  const cut = { axes: numbersOf(axes), starts: numbersOf(starts), ends: numbersOf(ends) };
  return outOfBlocks(sliceBlocks(source, cut, block));
}

function keepGroupNorm(
  node: OperatorNode,
  { block, isForced }: { readonly block: number; readonly isForced: boolean },
): readonly Value[] | undefined {
  const [plain, scale, shift, residual] = node.inputs;
  if (!plain || !scale || !shift) return undefined;
  const x = blockedSource(plain) ?? (isForced ? toBlocks(plain, block) : undefined);
  if (!x) return undefined;
  const { y, mean, invStdDev } = fusedGroupNorm({
    x,
    scale,
    shift,
    residual: residual && inBlocks(residual, block),
    groups: attribute(node.attributes, "groups", "int"),
    epsilon: attribute(node.attributes, "epsilon", "float"),
    isRelu: attribute(node.attributes, "relu", "int") === 1,
    block,
  });
  return [outOfBlocks(y), mean, invStdDev];
}

function keepGroupNormGradient(node: OperatorNode, block: number): readonly Value[] | undefined {
  const [dY, plain, mean, invStdDev, scale, y] = node.inputs;
  if (!plain || !dY || !mean || !invStdDev || !scale) return undefined;
  // As its normalisation, which stands before it.
  const isKept = blockedSource(plain) ?? (y && blockedSource(y));
  if (!isKept) return undefined;
  const made = fusedGroupNormGradient({
    dY: inBlocks(dY, block),
    x: inBlocks(plain, block),
    mean,
    invStdDev,
    scale,
    y: y && inBlocks(y, block),
    groups: attribute(node.attributes, "groups", "int"),
    wantsResidual: node.outputs.length > 3,
    block,
  });
  const { dX, dScale, dShift, dResidual } = made;
  return [outOfBlocks(dX), dScale, dShift, ...(dResidual ? [outOfBlocks(dResidual)] : [])];
}
