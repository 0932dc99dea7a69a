import { attribute } from "../attributes.ts";
import { readIntegers } from "../integers.ts";
import { sameShape } from "../shape.ts";
import type { OperatorNode, Value } from "../value.ts";
import { madeBy, uniformValue } from "./match.ts";
import type { Uses } from "./uses.ts";

/** A group normalisation as the compiler writes it, from its statistics to what follows it at once. */
export interface GroupNormMatch {
  /** The `LayerNormalization` it was found by. */
  readonly place: OperatorNode;
  /** x in rows, [N, groups, C/groups · places]. */
  readonly rows: Value;
  /** x̂ as [N, C, …]. */
  readonly normalized: Value;
  readonly scale: Value;
  readonly shift: Value;
  readonly residual: Value | undefined;
  readonly isRelu: boolean;
  readonly epsilon: number;
  readonly y: Value;
  /** Undefined where nothing is differentiated. */
  readonly gradient: GroupNormGradientMatch | undefined;
}

interface GroupNormGradientMatch {
  /** The node that makes `dRows`. */
  readonly place: OperatorNode;
  /** What arrives, before the relu. */
  readonly dY: Value;
  /** What came through the relu; the same as `dY` without one. */
  readonly passed: Value;
  /** Whether something else reads that: the residual's gradient. */
  readonly isShared: boolean;
  /** In rows, as `GroupNormMatch.rows`. */
  readonly dRows: Value;
  readonly dScale: Value | undefined;
  readonly dShift: Value | undefined;
}

/**
 * Recognises one by its `LayerNormalization`. Every reader of x̂ and of the statistics must be part of it,
 * or what they read would have to be made besides; else undefined.
 */
export function matchGroupNorm(node: OperatorNode, uses: Uses): GroupNormMatch | undefined {
  const [rows, ones, bias] = node.inputs;
  const [xHat, mean, invStdDev] = node.outputs;
  if (node.op !== "LayerNormalization" || node.domain !== "" || !rows || bias) return undefined;
  if (!xHat || !mean || !invStdDev || rows.dtype !== "float32") return undefined;
  const isGrouped = rows.shape.length === 3 && attribute(node.attributes, "axis", "int") === 2;
  if (!isGrouped || uniformValue(ones) !== 1) return undefined;

  const [normalized = xHat, ...others] = uses
    .readersOf(xHat)
    .filter(({ op }) => op === "Reshape")
    .map(({ outputs }) => outputs[0]!);
  const [batch, channels = 0] = normalized.shape;
  const isWhole = batch === rows.shape[0] && channels % rows.shape[1]! === 0;
  if (others.length > 0 || !isWhole) return undefined;
  const forward = matchForward(normalized, uses);
  if (!forward) return undefined;

  const seen = new Set<OperatorNode>([forward.scaled, normalized.node as OperatorNode]);
  const epsilon = attribute(node.attributes, "epsilon", "float");
  const match = { place: node, rows, normalized, epsilon, ...forward };
  const gradient = matchGradient({ ...match, xHat, invStdDev }, uses, seen);
  const readers = [xHat, mean, invStdDev, normalized].flatMap((value) => uses.readersOf(value));
  const isOutput = [xHat, mean, invStdDev, normalized].some((value) => uses.isOutput(value));
  return isOutput || readers.some((reader) => !seen.has(reader))
    ? undefined
    : { ...match, gradient };
}

type Forward = Pick<GroupNormMatch, "scale" | "shift" | "residual" | "isRelu" | "y"> & {
  readonly scaled: OperatorNode;
};

/** x̂·scale + shift, then a residual, a relu, both or neither. */
function matchForward(normalized: Value, uses: Uses): Forward | undefined {
  for (const scaled of uses.readersOf(normalized)) {
    const scale = otherOperand("Mul", scaled, normalized);
    const product = scaled.outputs[0]!;
    if (!scale || !isPerChannel(scale, normalized) || !uses.isPrivate(product)) continue;
    const added = uses.readersOf(product)[0]!;
    const shift = otherOperand("Add", added, product);
    if (!shift || !isPerChannel(shift, normalized)) continue;
    let y = added.outputs[0]!;
    const after = soleReader(y, uses);
    const residual = after && otherOperand("Add", after, y);
    const isJoined = residual && sameShape(residual.shape, normalized.shape);
    if (isJoined) y = after.outputs[0]!;
    const relu = soleReader(y, uses);
    const isRelu = relu?.op === "Relu" && relu.domain === "";
    if (isRelu) y = relu.outputs[0]!;
    return { scaled, scale, shift, residual: isJoined ? residual : undefined, isRelu, y };
  }
  return undefined;
}

/** Finds the gradient from the inverse deviation on, and adds what belongs to it to `seen`. */
function matchGradient(
  forward: Pick<GroupNormMatch, "normalized" | "scale" | "isRelu" | "y"> & {
    readonly xHat: Value;
    readonly invStdDev: Value;
  },
  uses: Uses,
  seen: Set<OperatorNode>,
): GroupNormGradientMatch | undefined {
  const { xHat, invStdDev, normalized, scale, isRelu, y } = forward;
  const [last, ...more] = uses.readersOf(invStdDev);
  const centred = last && otherOperand("Mul", last, invStdDev);
  const found = centred && more.length === 0 ? matchCentred(centred, xHat) : undefined;
  if (!last || !found) return undefined;
  const node = madeBy("Mul", madeBy("Reshape", found.gradient)?.inputs[0] ?? found.gradient);
  const passed = node && otherOperand("Mul", node, scale);
  if (!passed || !sameShape(passed.shape, normalized.shape)) return undefined;
  [last, ...found.products].forEach((part) => seen.add(part));

  const isSum = (reader: OperatorNode | undefined): reader is OperatorNode =>
    reader?.op === "ReduceSum" && reader.domain === "" && isOverChannels(reader, normalized);
  const product = uses
    .readersOf(normalized)
    .find((reader) => otherOperand("Mul", reader, normalized) === passed);
  const scaleSum = product && soleReader(product.outputs[0]!, uses);
  if (product && isSum(scaleSum)) seen.add(product);
  const shiftSum = uses.readersOf(passed).find(isSum);

  const dY = isRelu ? beforeRelu(passed, y) : passed;
  if (!dY) return undefined;
  const own = new Set<OperatorNode | undefined>([node, product, shiftSum]);
  const isShared =
    uses.isOutput(passed) || uses.readersOf(passed).some((reader) => !own.has(reader));
  return {
    place: last,
    dY,
    passed,
    isShared: isRelu && isShared,
    dRows: last.outputs[0]!,
    dScale: isSum(scaleSum) ? scaleSum.outputs[0] : undefined,
    dShift: shiftSum?.outputs[0],
  };
}

/** g − mean(g) − x̂∘mean(g∘x̂), with means or with products (autodiff/rules/layer-normalization.ts). */
function matchCentred(
  centred: Value,
  xHat: Value,
): { readonly gradient: Value; readonly products: readonly OperatorNode[] } | undefined {
  const [level, slope] = madeBy("Sub", centred)?.inputs ?? [];
  const sloped = madeBy("Mul", slope);
  const factor = sloped && otherOperand("Mul", sloped, xHat);
  const product = madeBy("Mul", meanOf(factor));
  const gradient = product && otherOperand("Mul", product, xHat);
  if (!sloped || !gradient) return undefined;
  const [whole, mean] = madeBy("Sub", level)?.inputs ?? [];
  const isMeans = whole === gradient && meanOf(mean) === gradient;
  const [one, centring] = madeBy("MatMul", level)?.inputs ?? [];
  const isProducts = one === gradient && isCentring(centring);
  return isMeans || isProducts ? { gradient, products: [sloped, product] } : undefined;
}

/** What `value` is the mean of, over the last axis. */
function meanOf(value: Value | undefined): Value | undefined {
  const mean = madeBy("ReduceMean", value);
  if (mean) {
    const [x, axes] = mean.inputs;
    const isLast = readIntegers("ReduceMean", axes!).join() === "2";
    return isLast && value?.shape.length === 3 ? x : undefined;
  }
  const [x, column] = madeBy("MatMul", value)?.inputs ?? [];
  const size = x?.shape.at(-1) ?? 0;
  const isMean =
    column && sameShape(column.shape, [size, 1]) && isNear(uniformValue(column), 1 / size);
  return isMean ? x : undefined;
}

/** I − 11ᵀ/n. */
function isCentring(value: Value | undefined): boolean {
  if (value?.node.kind !== "constant") return false;
  const [size = 0, columns = 0] = value.shape;
  return (
    size === columns &&
    value.node.data.every((entry, i) => isNear(entry, (i % (size + 1) === 0 ? 1 : 0) - 1 / size))
  );
}

function isNear(a: number | undefined, b: number): boolean {
  return a !== undefined && Math.abs(a - b) < 1e-6 * Math.abs(b);
}

/** dY of passed = dY·[y > 0], as the relu's rule and `fuse-ramps` write it. */
function beforeRelu(passed: Value, y: Value): Value | undefined {
  const node = madeBy("Mul", passed);
  const mask = node?.inputs.find((operand) => madeBy("HardSigmoid", operand)?.inputs[0] === y);
  const ramp = madeBy("HardSigmoid", mask);
  if (!node || !mask || !ramp || attribute(ramp.attributes, "beta", "float") !== 0)
    return undefined;
  // Steep enough to be a step: for what is above 0 in a network.
  return attribute(ramp.attributes, "alpha", "float") >= 1e20
    ? otherOperand("Mul", node, mask)
    : undefined;
}

function otherOperand(op: string, node: OperatorNode, one: Value): Value | undefined {
  const [a, b] = node.inputs;
  if (node.op !== op || node.domain !== "" || !a || !b || a === b) return undefined;
  return a === one ? b : b === one ? a : undefined;
}

function soleReader(value: Value, uses: Uses): OperatorNode | undefined {
  return uses.isPrivate(value) ? uses.readersOf(value)[0] : undefined;
}

/** [C, 1, …] that is spread over x [N, C, …]. */
function isPerChannel({ shape }: Value, x: Value): boolean {
  const [, ...own] = x.shape;
  return shape.length === own.length && shape.every((size, i) => size === (i === 0 ? own[0] : 1));
}

/** A sum over every axis but that of channels; one of size 1 may be left out. */
function isOverChannels(sum: OperatorNode, x: Value): boolean {
  const axes = readIntegers("ReduceSum", sum.inputs[1]!);
  return x.shape.every((size, axis) => axes.includes(axis) === (axis !== 1) || size === 1);
}
