import type { DropCounter } from "../core/drop-counter.ts";
import type { OutgoingMessage } from "./transport.ts";

/** A message that waits to be sent, or that was handed on and is not yet known to be gone. */
export interface QueuedMessage {
  readonly message: OutgoingMessage;
  readonly sizeBytes: number;
  /** Running number, so that both deliveries leave in the order they came. */
  readonly order: number;
  /** Monotonic milliseconds after which nobody wants it. */
  readonly expiresMs: number;
}

/** What waits to be sent, bounded in bytes. */
export interface SendQueue {
  /** Bytes waiting plus bytes handed out and not settled; never above the bound. */
  bytes(): number;
  /** Messages waiting. */
  length(): number;
  /** Adds a message, dropping the oldest `latest` ones to make room; false when it does not fit. */
  push(message: OutgoingMessage, nowMs: number): boolean;
  /** Removes the oldest message that may go now; its bytes count until `settle` or `putBack`. */
  take(nowMs: number, options?: { readonly isReliableHeld?: boolean }): QueuedMessage | undefined;
  /** Ends the count of a message that was taken: it is sent, or lost. */
  settle(item: QueuedMessage): void;
  /** Returns reliable messages that were taken but not acknowledged to the front, in their order. */
  putBack(items: readonly QueuedMessage[]): void;
  /** Drops everything that waits, counted under `reason`. */
  clear(reason: string): void;
}

// A queued message costs its strings, objects and list slots beside its bytes.
const overheadBytes = 128;

/** First in, first out over both deliveries. Drops are counted as `send-queue-full` and `expired`. */
export function createSendQueue(maxBytes: number, dropped: DropCounter): SendQueue {
  const reliable: QueuedMessage[] = [];
  // Taken from the front by moving `head`: shifting a long array would copy it at each message.
  let latest: (QueuedMessage | undefined)[] = [];
  let head = 0;
  let latestBytes = 0;
  let firmBytes = 0; // reliable or handed out: cannot be dropped to make room
  let nextOrder = 0;

  const shiftLatest = (): QueuedMessage | undefined => {
    const item = latest[head];
    if (!item) return undefined;
    latest[head++] = undefined;
    if (head > 64 && head * 2 > latest.length) {
      latest = latest.slice(head);
      head = 0;
    }
    latestBytes -= item.sizeBytes;
    return item;
  };
  const takeOldest = (isReliableHeld: boolean): QueuedMessage | undefined => {
    const firm = isReliableHeld ? undefined : reliable[0];
    const loose = latest[head];
    if (firm && (!loose || firm.order < loose.order)) return reliable.shift();
    const item = shiftLatest();
    if (item) firmBytes += item.sizeBytes;
    return item;
  };
  const settle = (item: QueuedMessage): void => {
    firmBytes -= item.sizeBytes;
  };

  return {
    bytes: () => latestBytes + firmBytes,
    length: () => reliable.length + latest.length - head,
    push: (message, nowMs) => {
      const sizeBytes = message.payload.byteLength + message.topic.length + overheadBytes;
      if (sizeBytes > maxBytes - firmBytes) {
        dropped.add("send-queue-full");
        return false;
      }
      while (latestBytes + firmBytes + sizeBytes > maxBytes) {
        shiftLatest();
        dropped.add("send-queue-full");
      }
      const expiresMs = nowMs + (message.expiryS ?? Infinity) * 1000;
      const item = { message, sizeBytes, order: nextOrder++, expiresMs };
      if (message.delivery === "reliable") {
        reliable.push(item);
        firmBytes += sizeBytes;
      } else {
        latest.push(item);
        latestBytes += sizeBytes;
      }
      return true;
    },
    take: (nowMs, { isReliableHeld = false } = {}) => {
      let item = takeOldest(isReliableHeld);
      while (item && item.expiresMs < nowMs) {
        settle(item);
        dropped.add("expired");
        item = takeOldest(isReliableHeld);
      }
      return item;
    },
    settle,
    putBack: (items) => {
      reliable.unshift(...[...items].sort((a, b) => a.order - b.order));
    },
    clear: (reason) => {
      const count = reliable.length + latest.length - head;
      if (count > 0) dropped.add(reason, count);
      for (const item of reliable.splice(0)) settle(item);
      latest = [];
      head = 0;
      latestBytes = 0;
    },
  };
}
