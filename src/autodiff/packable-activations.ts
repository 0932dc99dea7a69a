import { storageOf } from "../graph/storage.ts";
import { valueBytes } from "../graph/value-bytes.ts";
import type { Node, Value } from "../graph/value.ts";
import type { Passes } from "./saved-activations.ts";

/** What is smaller than this part of everything saved stays as it is: nothing would be won. */
const smallestPart = 1 / 200;

/** Operators that answer yes or no: to a rounded operand the answer may be another one. */
const decisions: ReadonlySet<string> = new Set([
  "Ceil",
  "Equal",
  "Floor",
  "Greater",
  "Less",
  "Round",
  "Sign",
  "TopK",
]);

/**
 * The saved activations that may be rounded and are worth it: float32, large, and no operand, however
 * far behind, of a decision of the backward pass.
 */
export function packableActivations({
  forward,
  backward,
  isForward,
  reads,
}: Passes): readonly Value[] {
  const exact = new Set<Value>();
  const decides = new Set<Node>();
  for (const node of backward.toReversed()) {
    if (!decisions.has(node.op) && !decides.has(node)) continue;
    for (const operand of node.inputs) {
      if (operand && isForward(operand.node)) exact.add(storageOf(operand));
      else if (operand) decides.add(operand.node);
    }
  }
  const saved = new Set(reads.map(({ value }) => storageOf(value)));
  const made = forward.flatMap(({ outputs }) => outputs).filter((value) => saved.has(value));
  const total = made.reduce((sum, value) => sum + valueBytes(value), 0);
  return made.filter(
    (value) =>
      value.dtype === "float32" &&
      value.shape.length > 0 &&
      valueBytes(value) >= total * smallestPart &&
      !exact.has(value),
  );
}
