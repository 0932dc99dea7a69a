import { nowhere, placed, type Place } from "../graph/label.ts";
import { scalar } from "../graph/leaves.ts";
import { reshape } from "../graph/ops/reshape.ts";
import { rebuild } from "../graph/rebuild.ts";
import { storageOf } from "../graph/storage.ts";
import type { Node, OperatorNode, Value } from "../graph/value.ts";
import { arrivingGradients } from "./arriving-gradient.ts";
import { packAs8Bits, packMask, type Packed } from "./eight-bits.ts";
import { oneAfter } from "./one-after.ts";
import { packFirst } from "./pack-first.ts";
import { packableActivations } from "./packable-activations.ts";
import { positiveMaskOf } from "./positive-mask.ts";
import { passesOf, type Passes } from "./saved-activations.ts";

/** A loss and all that is read of a step besides. */
export interface DifferentiatedLoss {
  readonly loss: Value;
  readonly gradients: readonly Value[];
  /** Further values of the forward pass: metrics. */
  readonly values: readonly Value[];
}

/**
 * A step that keeps its activations for the backward pass in 8 bits instead of 32. The loss stays the
 * same; gradients get an error of rounding.
 *
 * What the backward pass reads large is packed right after it was made (`packAs8Bits`); a relu's mask
 * is kept as what it is, a yes or no for each element, and exactly. Whatever a decision hangs on stays
 * float32. Unpacking waits for the gradient that the value meets, as an optimiser or another order
 * could else do it at once and keep all 32 bits.
 * @see Chen et al. 2021, ActNN, arXiv:2104.14129
 */
export function compressActivations(pass: DifferentiatedLoss): DifferentiatedLoss {
  const passes = passesOf(pass.loss, pass.gradients);
  const kept = packableActivations(passes);
  const meets = arrivingGradients(passes, kept);
  const late = new Map(kept.map((value) => [value, lateOne(meets.get(value))]));
  const backwardOf = ({ node }: Value): Place => {
    const { label } = node.kind === "operator" ? node : nowhere;
    return { label, direction: "backward" };
  };

  const packed: [Value, Packed][] = [];
  const keep = (storage: Value, how: (x: Value) => Packed): Value => {
    const behind = backwardOf(storage);
    const pack = placed({ ...behind, direction: "forward" }, () => how(storage));
    packed.push([storage, pack]);
    return placed(behind, () => pack.unpack(late.get(storage)!));
  };
  const wholes = memo((storage: Value) => keep(storage, packAs8Bits));
  const masks = memo((storage: Value) => keep(storage, packMask));
  const instead = memo((operand: Value): Value | undefined => {
    const { y } = positiveMaskOf(operand.node) ?? {};
    const storage = storageOf(y ?? operand);
    if (!late.has(storage)) return undefined;
    const unpacked = (y ? masks : wholes)(storage);
    return placed(backwardOf(storage), () => reshape(unpacked, operand.shape));
  });
  const exchanged = exchanges(passes, instead);
  const held = packFirst(passes, packed);
  const roots = rebuild([pass.loss, ...pass.values, ...pass.gradients], (operand, reader) =>
    (exchanged.get(reader) ?? held.get(reader))?.get(operand),
  );
  const count = 1 + pass.values.length;
  return { loss: roots[0]!, values: roots.slice(1, count), gradients: roots.slice(count) };
}

function lateOne(gradient: Value | undefined): Value {
  const place = { label: "", direction: "backward" } as const;
  return gradient ? placed(place, () => oneAfter([gradient])) : scalar(1);
}

/** For each operator of the backward pass the operands that it gets in place of its own. */
function exchanges(
  { backward }: Passes,
  instead: (operand: Value) => Value | undefined,
): ReadonlyMap<Node, ReadonlyMap<Value, Value>> {
  // What a mask is made from would only be packed for a mask that nothing reads any more.
  const ofMasks = new Set<OperatorNode>();
  for (const node of backward) {
    const mask = positiveMaskOf(node);
    if (mask) ofMasks.add(node).add(mask.product);
  }
  return new Map(
    backward
      .filter((node) => !ofMasks.has(node))
      .map((node) => [
        node,
        new Map(
          node.inputs.flatMap((operand) => {
            const other = operand && instead(operand);
            return operand && other ? [[operand, other] as const] : [];
          }),
        ),
      ]),
  );
}

function memo<T>(make: (value: Value) => T): (value: Value) => T {
  const known = new Map<Value, T>();
  return (value) => {
    if (!known.has(value)) known.set(value, make(value));
    return known.get(value)!;
  };
}
