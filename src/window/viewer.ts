import type { WebSocket } from "ws";
import type { Clock } from "../core/clock.ts";
import { createBitBudget } from "./bit-budget.ts";

/** One connected viewer: a socket that never holds more than a bound, and never more than a rate. */
export interface Viewer {
  /** Sends it, or drops it when the link is behind or the rate is used up. True = sent. */
  offer(data: string | Uint8Array): boolean;
  /** The same, but counts the rate as a debt: for what is small and has to come. */
  tell(data: string | Uint8Array): boolean;
  /** True while half of the bound waits: nothing is made for this viewer alone. */
  isBehind(): boolean;
  /** Counts a message that was not even made. */
  skip(): void;
  /** Messages that were not sent. */
  readonly dropped: number;
  /** Settled once the socket is gone. */
  readonly closed: Promise<void>;
  /** Says goodbye; a socket that does not answer is cut. Safe to call twice. */
  close(): void;
}

/** Bytes that wait in this process for a slow link; what the kernel holds comes on top. */
const mostWaitingBytes = 256_000;
/** A socket that says nothing for this long, though it is asked, is gone. */
const silentMs = 30_000;
const goodbyeMs = 500;

/** Bounds a socket. @param options.bitsPerSecond most that is sent; absent = as fast as it goes */
export function createViewer(options: {
  readonly socket: WebSocket;
  readonly clock: Clock;
  readonly bitsPerSecond?: number | undefined;
  readonly mostWaitingBytes?: number | undefined;
}): Viewer {
  const { socket, clock } = options;
  const bound = options.mostWaitingBytes ?? mostWaitingBytes;
  const budget = createBitBudget(clock, options.bitsPerSecond ?? Infinity);
  let dropped = 0;
  let heardMs = clock.monotonicMs();
  const hear = (): void => {
    heardMs = clock.monotonicMs();
  };
  socket.on("pong", hear).on("message", hear);
  // Without a listener a broken link would end the process.
  socket.on("error", () => {
    socket.terminate();
  });
  const watch = setInterval(() => {
    if (clock.monotonicMs() - heardMs > silentMs) socket.terminate();
    else if (socket.readyState === socket.OPEN) socket.ping();
  }, silentMs / 3);
  watch.unref();
  const closed = new Promise<void>((resolve) => {
    socket.once("close", () => {
      clearInterval(watch);
      resolve();
    });
  });

  const send = (data: string | Uint8Array, mayGo: (bytes: number) => boolean): boolean => {
    const bytes = Buffer.byteLength(data);
    const isOpen = socket.readyState === socket.OPEN;
    // An empty queue takes a message that alone is over the bound, or that would never go.
    const hasRoom = socket.bufferedAmount === 0 || socket.bufferedAmount + bytes <= bound;
    if (isOpen && hasRoom && mayGo(bytes)) {
      socket.send(data);
      return true;
    }
    dropped += 1;
    return false;
  };
  return {
    offer: (data) => send(data, (bytes) => budget.tryTake(bytes)),
    tell: (data) =>
      send(data, (bytes) => {
        budget.take(bytes);
        return true;
      }),
    isBehind: () => socket.bufferedAmount > bound / 2,
    skip: () => {
      dropped += 1;
    },
    get dropped() {
      return dropped;
    },
    closed,
    close: () => {
      socket.close(1001);
      setTimeout(() => {
        socket.terminate();
      }, goodbyeMs).unref();
    },
  };
}
