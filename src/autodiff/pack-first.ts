import { mul } from "../graph/ops/mul.ts";
import { valueBytes } from "../graph/value-bytes.ts";
import type { Node, Value } from "../graph/value.ts";
import type { Packed } from "./eight-bits.ts";
import { oneAfter } from "./one-after.ts";
import type { Passes } from "./saved-activations.ts";

/**
 * Makes the forward pass wait for the packing of what it has made. A runtime puts an operator off
 * until something reads it, which would be the backward pass, and would keep the unpacked value that
 * long: so a parameter of the next layer is multiplied by a 1 that is known after the packing.
 *
 * @returns for operators of the forward pass the operands that they get in place of their own
 */
export function packFirst(
  { forward }: Passes,
  packed: readonly (readonly [Value, Packed])[],
): ReadonlyMap<Node, ReadonlyMap<Value, Value>> {
  const waiting = new Map<Node, { readonly parameter: Value; readonly packs: Value[] }>();
  for (const [value, { bytes }] of packed) {
    const after = new Set<Node>([value.node]);
    for (const node of forward.slice(forward.findIndex((n) => n === value.node) + 1)) {
      if (!node.inputs.some((operand) => operand && after.has(operand.node))) continue;
      after.add(node);
      const parameter = smallestInput(node.inputs, valueBytes(value) / 16);
      if (!parameter) continue;
      const entry = waiting.get(node) ?? { parameter, packs: [] };
      entry.packs.push(bytes);
      waiting.set(node, entry);
      break;
    }
  }
  return new Map(
    [...waiting].map(([node, { parameter, packs }]) => [
      node,
      new Map([[parameter, mul(parameter, oneAfter(packs))]]),
    ]),
  );
}

/** The smallest input of the graph among the operands, if it takes no more than `atMostBytes`. */
function smallestInput(
  operands: readonly (Value | undefined)[],
  atMostBytes: number,
): Value | undefined {
  const [smallest] = operands
    .filter((operand) => operand !== undefined)
    .filter(({ node, dtype }) => node.kind === "input" && dtype === "float32")
    .sort((a, b) => valueBytes(a) - valueBytes(b));
  return smallest && valueBytes(smallest) <= atMostBytes ? smallest : undefined;
}
