import type { HostTensor, NamedTensors } from "../../runtime/engine.ts";
import { arrayOf, elementCount } from "../../runtime/host-tensor.ts";
import type { TensorEntry } from "./manifest.ts";

/** Tensors begin at multiples of this: a cache line, and what a runtime may map directly. */
const alignment = 64;

const aligned = (offset: number): number => Math.ceil(offset / alignment) * alignment;

/** The tensor's bytes, little endian as every platform of the runtime is; the tensor's own memory. */
export function bytesOf({ data }: HostTensor): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** Where each tensor lies in state.bin, in order of name, so that equal states give equal files. */
export function layOut(state: NamedTensors): readonly TensorEntry[] {
  let end = 0;
  return Object.keys(state)
    .sort()
    .map((name) => {
      const { dtype, shape, data } = state[name]!;
      const entry = {
        name,
        dtype,
        shape: [...shape],
        offset: aligned(end),
        bytes: data.byteLength,
      };
      end = entry.offset + entry.bytes;
      return entry;
    });
}

/** The content of state.bin part by part: the tensors, and zeros up to where the next one begins. */
export function* stateBytes(
  state: NamedTensors,
  tensors: readonly TensorEntry[],
): Generator<Uint8Array> {
  let end = 0;
  for (const { name, offset, bytes } of tensors) {
    if (offset > end) yield new Uint8Array(offset - end);
    yield bytesOf(state[name]!);
    end = offset + bytes;
  }
}

/**
 * What is wrong with a tensor table read from disk, or undefined: sizes that are not the shapes',
 * names twice, tensors that overlap, lie out of order or beyond the end of the file.
 */
export function layoutProblem(
  tensors: readonly TensorEntry[],
  fileBytes: number,
): string | undefined {
  let end = 0;
  const names = new Set<string>();
  for (const { name, dtype, shape, offset, bytes } of tensors) {
    const expected = elementCount(shape) * arrayOf(dtype).BYTES_PER_ELEMENT;
    if (bytes !== expected) return `tensor '${name}' has ${bytes} bytes, its shape ${expected}`;
    if (offset % alignment !== 0 || offset < end) return `tensor '${name}' lies at ${offset}`;
    if (names.has(name)) return `tensor '${name}' is there twice`;
    names.add(name);
    end = offset + bytes;
    if (end > fileBytes) return `tensor '${name}' ends at ${end}, the file at ${fileBytes}`;
  }
  return undefined;
}

/** The tensors of state.bin, each in a buffer of its own, so that it can be transferred. */
export function takeTensors(file: Uint8Array, tensors: readonly TensorEntry[]): NamedTensors {
  const state: Record<string, HostTensor> = {};
  for (const { name, dtype, shape, offset, bytes } of tensors) {
    const { buffer } = file.slice(offset, offset + bytes);
    state[name] = { dtype, shape, data: new (arrayOf(dtype))(buffer) };
  }
  return state;
}
