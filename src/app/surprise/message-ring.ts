/** A message with its size and its moment. */
export interface Kept {
  readonly payload: Uint8Array;
  readonly arrivalMs: number;
}

/** The messages of the last seconds, whatever their number. */
export interface MessageRing<T extends Kept> {
  add(message: T): void;
  /** Those since `sinceMs`, oldest first. Borrowed until the next `add`. */
  since(sinceMs: number): readonly T[];
  readonly bytes: number;
}

/** What a message costs besides its payload. */
const overheadBytes = 256;

/** @param limits both hold: older than `maxAgeMs`, or beyond `maxBytes`, the oldest go */
export function createMessageRing<T extends Kept>(limits: {
  readonly maxAgeMs: number;
  readonly maxBytes: number;
}): MessageRing<T> {
  const { maxAgeMs, maxBytes } = limits;
  let messages: T[] = [];
  let first = 0;
  let bytes = 0;
  const cost = ({ payload }: T): number => payload.byteLength + overheadBytes;
  return {
    add: (message) => {
      messages.push(message);
      bytes += cost(message);
      const isOver = (oldest: T): boolean =>
        bytes > maxBytes || message.arrivalMs - oldest.arrivalMs > maxAgeMs;
      while (first < messages.length && isOver(messages[first]!)) {
        bytes -= cost(messages[first]!);
        first += 1;
      }
      // What is gone is let go of at the latest when it is half of all.
      if (first > 64 && 2 * first > messages.length) {
        messages = messages.slice(first);
        first = 0;
      }
    },
    since: (sinceMs) => messages.slice(first).filter(({ arrivalMs }) => arrivalMs >= sinceMs),
    get bytes() {
      return bytes;
    },
  };
}
