import type { HostTensor, NamedTensors } from "./engine.ts";
import { copyTensor } from "./host-tensor.ts";

/** Tensors ready to be posted to another thread, and the buffers that move with them. */
export interface Packed {
  readonly tensors: NamedTensors;
  readonly transfer: readonly ArrayBuffer[];
}

/** Copies of `tensors`, to be posted without touching the originals. */
export function packCopies(tensors: NamedTensors): Packed {
  return pack(tensors, () => undefined);
}

/**
 * `tensors` themselves, to be moved: the sender's arrays are empty afterwards.
 *
 * A view on a part of a buffer, a shared buffer, or one that two tensors use is copied instead:
 * moving it would take memory away that the tensor does not own.
 */
export function packMoves(tensors: NamedTensors): Packed {
  const moved = new Set<ArrayBuffer>();
  return pack(tensors, ({ data }) => {
    const { buffer } = data;
    if (!(buffer instanceof ArrayBuffer) || moved.has(buffer)) return undefined;
    if (data.byteLength !== buffer.byteLength) return undefined;
    moved.add(buffer);
    return buffer;
  });
}

function pack(
  tensors: NamedTensors,
  movable: (tensor: HostTensor) => ArrayBuffer | undefined,
): Packed {
  const packed: Record<string, HostTensor> = {};
  const transfer: ArrayBuffer[] = [];
  for (const [name, tensor] of Object.entries(tensors)) {
    const buffer = movable(tensor);
    const sent = buffer === undefined ? copyTensor(tensor) : tensor;
    packed[name] = sent;
    // `slice` of a typed array always gives it an ArrayBuffer of its own.
    transfer.push(buffer ?? (sent.data.buffer as ArrayBuffer));
  }
  return { tensors: packed, transfer };
}
