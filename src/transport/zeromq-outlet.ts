import { setImmediate as nextTurn } from "node:timers/promises";
import { Push, XPublisher, type SocketOptions } from "zeromq";
import { commonSocketOptions } from "./zeromq-connection.ts";
import type { ZeromqKeys } from "./zeromq-keys.ts";

/** The socket of a sending side, and what its pattern makes of a receiver that has no room. */
export interface ZeromqOutlet {
  readonly socket: XPublisher | Push;
  /** Whether somebody takes what is sent now. */
  hasReceiver(): boolean;
  /** Gives the message to those that have room; absent where it waits until somebody has. */
  readonly passOver?: (parts: (string | Uint8Array)[]) => Promise<void>;
  /** Runs until the socket closes. */
  readonly watching: Promise<void>;
}

// Messages that libzmq itself may hold for each peer; everything else waits in the bounded queue.
const sendHighWaterMark = 8;
// Subscriptions are all a publisher receives; a prefix longer than this is nobody's topic.
const maxSubscriptionBytes = 64 * 1024;

const sendingOptions = {
  ...commonSocketOptions,
  sendHighWaterMark,
  sendTimeout: 0,
  linger: 0,
} as const satisfies SocketOptions<Push>;

/** Everyone who subscribed gets each message: XPUB, which tells who subscribes. */
export function openPublishOutlet(keys: ZeromqKeys): ZeromqOutlet {
  const socket = new XPublisher({
    ...sendingOptions,
    ...keys,
    noDrop: true,
    maxMessageSize: maxSubscriptionBytes,
  });
  let subscriptions = 0;
  const count = async (): Promise<void> => {
    for await (const [subscription] of socket) {
      // First byte 1 subscribes, 0 unsubscribes; libzmq reports each prefix once, whoever wants it.
      if (subscription?.[0] === 1) subscriptions++;
      else if (subscription?.[0] === 0) subscriptions--;
    }
  };
  const watch = (): Promise<void> =>
    count().catch(async (error: unknown) => {
      // A subscriber that knocked before the binding was over: the socket may be read once it is.
      if ((error as { code?: unknown }).code !== "EBUSY") throw error;
      await nextTurn();
      return watch();
    });
  return {
    socket,
    hasReceiver: () => subscriptions > 0,
    passOver: async (parts) => {
      setNoDrop(socket, false);
      await socket.send(parts).catch(() => undefined);
      if (!socket.closed) setNoDrop(socket, true);
    },
    watching: watch(),
  };
}

/** Each message goes to one of the receivers, in turn, and waits for one that has room: PUSH. */
export function openPipeOutlet(keys: ZeromqKeys): ZeromqOutlet {
  // `immediate`: nothing is laid down for a receiver that is not there yet.
  const socket = new Push({ ...sendingOptions, ...keys, immediate: true });
  return { socket, hasReceiver: () => socket.writable, watching: Promise.resolve() };
}

/**
 * libzmq applies XPUB_NODROP to the next message. zeromq.js does not know that and warns at each
 * change that it will wait for the next bind; that warning would be wrong, so it is not shown.
 */
function setNoDrop(socket: XPublisher, noDrop: boolean): void {
  const shown = Object.getOwnPropertyDescriptor(process, "emitWarning");
  Object.defineProperty(process, "emitWarning", { ...shown, value: () => undefined });
  try {
    socket.noDrop = noDrop;
  } finally {
    if (shown) Object.defineProperty(process, "emitWarning", shown);
  }
}
