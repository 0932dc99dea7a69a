import { storageOf } from "../graph/storage.ts";
import type { Node, OperatorNode, Value } from "../graph/value.ts";
import type { Passes } from "./saved-activations.ts";

/**
 * For each kept value the gradient that meets it in the backward pass: when that is known, and not
 * before, the value is needed. Undefined where it meets none.
 *
 * Found by following what reads the value up to the first operator that reads a gradient besides. A
 * gradient that hangs on the value itself is none, nor one that would wait for it in a circle.
 */
export function arrivingGradients(
  passes: Passes,
  kept: readonly Value[],
): ReadonlyMap<Value, Value> {
  const { backward, isForward } = passes;
  const bitOf = new Map(kept.map((value, i) => [value, 1n << BigInt(i)]));
  // Which of `kept` each backward operator hangs on, a bit for each; one more for anything of the forward
  // pass, which a gradient always hangs on, and a product of weights does not.
  const anything = 1n << BigInt(kept.length);
  const hangsOn = new Map<Node, bigint>();
  const readersOf = new Map<Value, OperatorNode[]>();
  for (const node of backward) {
    let bits = 0n;
    for (const operand of node.inputs) {
      if (!operand) continue;
      const source = isForward(operand.node) ? storageOf(operand) : operand;
      if (isForward(operand.node)) bits |= anything;
      bits |= bitOf.get(source) ?? hangsOn.get(operand.node) ?? 0n;
      readersOf.set(source, [...(readersOf.get(source) ?? []), node]);
    }
    hangsOn.set(node, bits);
  }
  // Once a value waits for a gradient, it hangs on all that the gradient hangs on.
  const waitsFor = kept.map((_, i) => 1n << BigInt(i));
  const closed = (bits: bigint): bigint => {
    let known = bits;
    for (let before = -1n; before !== known;) {
      before = known;
      waitsFor.forEach((more, i) => {
        if ((known >> BigInt(i)) & 1n) known |= more;
      });
    }
    return known;
  };

  const found = new Map<Value, Value>();
  kept.forEach((value, i) => {
    const gradient = firstGradient(value, {
      readersOf,
      isGradient: (operand) => {
        const bits = hangsOn.get(operand.node);
        return bits !== undefined && bits !== 0n && ((closed(bits) >> BigInt(i)) & 1n) === 0n;
      },
    });
    if (!gradient) return;
    found.set(value, gradient);
    waitsFor[i]! |= closed(hangsOn.get(gradient.node) ?? 0n);
  });
  return found;
}

/** Breadth first: the nearest operator that reads a gradient. */
function firstGradient(
  value: Value,
  options: {
    readonly readersOf: ReadonlyMap<Value, readonly OperatorNode[]>;
    readonly isGradient: (operand: Value) => boolean;
  },
): Value | undefined {
  const seen = new Set<Value>([value]);
  for (const current of seen) {
    const readers = options.readersOf.get(current) ?? [];
    for (const { inputs } of readers) {
      const gradient = inputs.find((x) => x && options.isGradient(x));
      if (gradient) return gradient;
    }
    for (const { outputs } of readers) outputs.forEach((output) => seen.add(output));
  }
  return undefined;
}
