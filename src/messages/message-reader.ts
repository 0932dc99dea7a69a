/** ROS 1 packs fields without gaps; ROS 2 (CDR) aligns each to its own size. */
export type RosDialect = "ros1" | "ros2";

/** What is wrong with a message: the kebab-case word it is counted under, and a line for people. */
export interface MessageProblem {
  readonly reason: "message-empty" | "message-truncated" | "message-corrupt";
  readonly detail: string;
}

/**
 * Reads the fields of one message from front to back, never past its end.
 *
 * It does not throw: once something is wrong, `problem` says what and every read gives zeros, so that a
 * parser can run to its end and look once. Lengths are compared with the bytes that are left before
 * anything is made of them.
 */
export interface MessageReader {
  readonly dialect: RosDialect;
  readonly problem: MessageProblem | undefined;
  int8(): number;
  uint8(): number;
  uint16(): number;
  int32(): number;
  uint32(): number;
  float64(): number;
  string(): string;
  /** A `uint8[]`: a view, not a copy. */
  bytes(): Uint8Array;
  /** The length of a sequence whose elements take at least `minBytes` each and are at most `max`. */
  count(minBytes: number, max: number): number;
  /** Passes over `count` numbers of `size` bytes. */
  skip(size: 1 | 2 | 4 | 8, count: number): void;
}

/** The names of frames and encodings; a longer one is no name. */
const maxStringBytes = 4096;
const nothing = new Uint8Array(0);
const text = new TextDecoder("utf-8");

/**
 * A reader over the bytes of one message.
 *
 * ROS 2: the first four bytes say the representation; plain CDR and plain CDR 2, of either endianness,
 * are read. ROS 1 has no such header and is little-endian.
 * @see OMG DDS-XTypes 1.3, section 7.4.3 (CDR); wiki.ros.org/msg, "Serialization" (ROS 1)
 */
export function createMessageReader(bytes: Uint8Array, dialect: RosDialect): MessageReader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let problem: MessageProblem | undefined;
  let at = 0;
  let origin = 0;
  let isLittle = true;
  let wideAlignment: 4 | 8 = 8;

  const set = (reason: MessageProblem["reason"], detail: string): void => {
    problem ??= { reason, detail };
  };
  /** Moves past `size` bytes and gives where they began, or undefined. */
  const take = (size: number, alignment = 1): number | undefined => {
    if (problem !== undefined) return undefined;
    let start = at;
    if (dialect === "ros2" && alignment > 1)
      start += (alignment - ((at - origin) % alignment)) % alignment;
    if (start + size > bytes.length) {
      set(
        "message-truncated",
        `a field ends at byte ${start + size}, the message has ${bytes.length}`,
      );
      return undefined;
    }
    at = start + size;
    return start;
  };
  const number = (size: 1 | 2 | 4 | 8, read: (start: number) => number): number => {
    const start = take(size, size === 8 ? wideAlignment : size);
    return start === undefined ? 0 : read(start);
  };
  const uint32 = () => number(4, (start) => view.getUint32(start, isLittle));

  if (bytes.length === 0) set("message-empty", "the message has no bytes");
  else if (dialect === "ros2") {
    const header = take(4);
    const kind = header === undefined ? undefined : view.getUint16(header, false);
    // 0 and 1: plain CDR, big and little; 6 and 7: plain CDR 2, where 8-byte fields align to 4.
    if (kind !== undefined && kind !== 0 && kind !== 1 && kind !== 6 && kind !== 7) {
      set("message-corrupt", `expected a plain CDR representation (0, 1, 6, 7), received ${kind}`);
    }
    isLittle = kind === 1 || kind === 7;
    if (kind === 6 || kind === 7) wideAlignment = 4;
    origin = 4;
  }

  return {
    dialect,
    get problem() {
      return problem;
    },
    int8: () => number(1, (start) => view.getInt8(start)),
    uint8: () => number(1, (start) => view.getUint8(start)),
    uint16: () => number(2, (start) => view.getUint16(start, isLittle)),
    int32: () => number(4, (start) => view.getInt32(start, isLittle)),
    uint32,
    float64: () => number(8, (start) => view.getFloat64(start, isLittle)),
    string: () => {
      const length = uint32();
      if (length > maxStringBytes) {
        set("message-corrupt", `a name has ${length} bytes, more than ${maxStringBytes}`);
      }
      const start = take(length);
      if (start === undefined) return "";
      // CDR counts the zero at the end, ROS 1 has none.
      const end = dialect === "ros2" && length > 0 ? start + length - 1 : start + length;
      return text.decode(bytes.subarray(start, end));
    },
    bytes: () => {
      const length = uint32();
      const start = take(length);
      return start === undefined ? nothing : bytes.subarray(start, start + length);
    },
    count: (minBytes, max) => {
      const count = uint32();
      if (count * minBytes > bytes.length - at) {
        set(
          "message-truncated",
          `announces ${count} elements, ${bytes.length - at} bytes are left`,
        );
      } else if (count > max)
        set("message-corrupt", `announces ${count} elements, more than ${max}`);
      return problem === undefined ? count : 0;
    },
    skip: (size, count) => {
      if (count > 0) take(size * count, size === 8 ? wideAlignment : size);
    },
  };
}
