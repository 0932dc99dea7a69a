const text = new TextDecoder("utf-8");

/**
 * Reads little-endian fields of one record from front to back. It does not throw: after a read past
 * the end `isShort` is true and every read gives zeros.
 */
export interface ByteCursor {
  readonly isShort: boolean;
  readonly position: number;
  readonly remaining: number;
  uint16(): number;
  uint32(): number;
  /** As a number: exact up to 2⁵³, which no file's size passes. */
  uint64(): number;
  int64(): bigint;
  /** `length` bytes: a view. */
  bytes(length: number): Uint8Array;
  /** A string after its uint32 length. */
  string(): string;
}

export function createByteCursor(bytes: Uint8Array, start = 0): ByteCursor {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = start;
  let isShort = start > bytes.length;
  const take = (length: number): number => {
    if (isShort || at + length > bytes.length) {
      isShort = true;
      return -1;
    }
    at += length;
    return at - length;
  };
  const read = <T>(length: number, zero: T, get: (from: number) => T): T => {
    const from = take(length);
    return from < 0 ? zero : get(from);
  };
  const uint32 = () => read(4, 0, (from) => view.getUint32(from, true));
  const bytesOf = (length: number) => {
    const from = take(length);
    return from < 0 ? bytes.subarray(0, 0) : bytes.subarray(from, from + length);
  };
  return {
    get isShort() {
      return isShort;
    },
    get position() {
      return at;
    },
    get remaining() {
      return isShort ? 0 : bytes.length - at;
    },
    uint16: () => read(2, 0, (from) => view.getUint16(from, true)),
    uint32,
    uint64: () => read(8, 0, (from) => Number(view.getBigUint64(from, true))),
    int64: () => read(8, 0n, (from) => view.getBigInt64(from, true)),
    bytes: bytesOf,
    string: () => text.decode(bytesOf(uint32())),
  };
}
