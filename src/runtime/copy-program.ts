import { defineGraph } from "../graph/graph.ts";
import { input } from "../graph/leaves.ts";
import { identity } from "../graph/ops/identity.ts";
import { toOnnx } from "../graph/serialise.ts";
import type { TensorSpec } from "./engine.ts";

/**
 * A model that copies every slot, and the names of its outputs in the order of the slots.
 *
 * The runtime moves tensors between host and device only as inputs and outputs of a run: its own copy
 * function came with API 23 and wants a data transfer that not every build has.
 */
export function copyProgram(slots: readonly TensorSpec[]): {
  readonly model: Uint8Array;
  readonly names: readonly string[];
} {
  const names = slots.map((_, i) => `copy.${i}`);
  const inputs = slots.map(({ name, dtype, shape }) => input(name, dtype, shape));
  const outputs = Object.fromEntries(inputs.map((slot, i) => [names[i]!, identity(slot)]));
  return { model: toOnnx(defineGraph({ name: "copy", inputs, outputs })), names };
}
