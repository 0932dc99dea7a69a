import type { NamedTensors } from "../engine.ts";
import { packMoves } from "../pack-tensors.ts";

/**
 * Takes `tensors` over: the caller's arrays are empty afterwards, so that nobody writes into what a
 * run reads, or frees it. No element is copied where the tensor owns its whole buffer.
 */
export function takeOver(tensors: NamedTensors): NamedTensors {
  const packed = packMoves(tensors);
  return structuredClone(packed.tensors, { transfer: [...packed.transfer] });
}
