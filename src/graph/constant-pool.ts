import type { TensorProto } from "onnx-buf";
import { rawData } from "./raw-data.ts";
import { showShape } from "./shape.ts";
import { tensorProto } from "./tensor-proto.ts";
import type { Value } from "./value.ts";

/** Names constants when they are first met, and gives equal ones the same name. */
export interface ConstantPool {
  /** `%c0`, `%c1`, … in order of first meeting. */
  nameOf(value: Value): string;
}

/** @param emit gets each distinct constant once, as an initializer */
export function createConstantPool(emit: (constant: TensorProto) => void): ConstantPool {
  const byValue = new Map<Value, string>();
  const byHash = new Map<string, { readonly name: string; readonly raw: Uint8Array }[]>();
  let next = 0;
  const add = (value: Value): string => {
    const data = value.node.kind === "constant" ? value.node.data : [];
    const raw = rawData(value.dtype, data);
    const key = `${value.dtype}${showShape(value.shape)} ${hash(raw)}`;
    const alike = byHash.get(key) ?? [];
    const known = alike.find((entry) => sameBytes(entry.raw, raw));
    if (known) return known.name;
    const name = `%c${next++}`;
    byHash.set(key, [...alike, { name, raw }]);
    emit(tensorProto(name, value, raw));
    return name;
  };
  return {
    nameOf: (value) => {
      const name = byValue.get(value) ?? add(value);
      byValue.set(value, name);
      return name;
    },
  };
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** FNV-1a: only to find likely equals; bytes decide. */
function hash(bytes: Uint8Array): number {
  let h = 0x811c9dc5;
  for (const byte of bytes) h = Math.imul(h ^ byte, 0x01000193);
  return h >>> 0;
}
