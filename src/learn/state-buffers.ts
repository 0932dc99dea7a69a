import { fail } from "../core/errors.ts";
import { elementCount } from "../graph/shape.ts";
import type { Shape } from "../graph/value.ts";
import type { HostTensor, NamedTensors } from "../runtime/engine.ts";

/** One tensor of the state inside a buffer: `elementCount(shape)` floats from `offset` on. */
interface BufferMember {
  readonly name: string;
  readonly shape: Shape;
  /** In elements. */
  readonly offset: number;
}

/**
 * A vector in which an engine keeps several state tensors side by side, in the order in which the
 * optimizer joins them, so that a step neither joins nor cuts them. A tensor that is not joined with
 * others is a buffer of its own, of its own name and shape.
 */
export interface StateBuffer {
  readonly name: string;
  /** Where the step writes what the buffer becomes; absent where no step changes it. */
  readonly next?: string | undefined;
  readonly shape: Shape;
  readonly members: readonly BufferMember[];
}

/**
 * The buffers that named tensors fill. Copies.
 *
 * @throws AppError SHAPE_MISMATCH when a member is missing or of another size
 */
export function packState(buffers: readonly StateBuffer[], state: NamedTensors): NamedTensors {
  const packed = buffers.map(({ name, shape, members }): [string, HostTensor] => {
    const data = new Float32Array(elementCount(shape));
    for (const member of members) {
      const tensor = state[member.name];
      const count = elementCount(member.shape);
      if (tensor?.data.length !== count || !(tensor.data instanceof Float32Array)) {
        const found = tensor ? `${tensor.dtype}, ${tensor.data.length} values` : "nothing";
        fail("SHAPE_MISMATCH", `state '${member.name}'`, `float32, ${count} values`, found);
      }
      data.set(tensor.data, member.offset);
    }
    return [name, { dtype: "float32", shape, data }];
  });
  return Object.fromEntries(packed);
}

/** The named tensors inside buffers that an engine handed over: views of the buffers' memory. */
export function unpackState(buffers: readonly StateBuffer[], packed: NamedTensors): NamedTensors {
  const state: Record<string, HostTensor> = {};
  for (const { name, members } of buffers) {
    const data = packed[name]?.data;
    if (!(data instanceof Float32Array)) continue;
    for (const { name: member, shape, offset } of members) {
      const view = data.subarray(offset, offset + elementCount(shape));
      state[member] = { dtype: "float32", shape, data: view };
    }
  }
  return state;
}

/** The buffers that the tensors of `unpackState` are views of, to be filled again; others are left out. */
export function wholeBuffers(buffers: readonly StateBuffer[], state: NamedTensors): NamedTensors {
  const whole: Record<string, HostTensor> = {};
  for (const { name, shape, members } of buffers) {
    const memory = state[members[0]?.name ?? ""]?.data.buffer;
    if (memory instanceof ArrayBuffer && memory.byteLength === elementCount(shape) * 4) {
      whole[name] = { dtype: "float32", shape, data: new Float32Array(memory) };
    }
  }
  return whole;
}

/** A buffer for a tensor that no step changes. */
export function constantBuffer({ name, shape }: Pick<BufferMember, "name" | "shape">): StateBuffer {
  return { name, shape, members: [{ name, shape, offset: 0 }] };
}
