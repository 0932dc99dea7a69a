import { rm } from "node:fs/promises";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Observer, Socket } from "zeromq";
import { AppError, appError, fail, failFrom } from "../core/errors.ts";
import { reconnectMs } from "./reconnect-ms.ts";
import type { ConnectionState } from "./transport.ts";
import type { ZeromqAddress } from "./zeromq-address.ts";

export interface Attached {
  /** The real endpoint: a wildcard port is resolved. */
  readonly url: string;
  /** What happens to the connection; undefined for a socket that was bound. */
  readonly events: Observer | undefined;
}

/** What happens to a socket's connection, for the side that made it. */
export interface ConnectionEvents {
  readonly onState: (state: ConnectionState) => void;
  readonly onReconnect: () => void;
  /** libzmq gave a connection up for good because the peer broke a limit; it is made again. */
  readonly onCut: () => void;
}

// libzmq says within microseconds that it will try again; silence for this long means never.
const giveUpMs = 250;
// How long the address of a socket that was just closed may still look taken.
const busyMs = 200;

/** Options every socket of this project has: quick, jittered reconnects, and dead peers noticed. */
export const commonSocketOptions = {
  reconnectInterval: reconnectMs.firstMs,
  reconnectMaxInterval: reconnectMs.maxMs,
  // Else an attempt that began while a cable was cut waits for the kernel's, whose waits double too.
  connectTimeout: 1500,
  heartbeatInterval: 1000,
  heartbeatTimeout: 4000,
} as const;

/**
 * Binds or connects. Connecting returns at once: with ZeroMQ either side may start first, and the
 * connection is made when the other appears.
 *
 * @throws AppError TRANSPORT_ADDRESS_IN_USE, TRANSPORT_ADDRESS_INVALID
 */
export async function attach(socket: Socket, address: ZeromqAddress): Promise<Attached> {
  const { endpoint, isBinding } = address;
  try {
    if (isBinding) {
      await bind(socket, endpoint);
      return { url: socket.lastEndpoint ?? endpoint, events: undefined };
    }
    const { events } = socket; // recorded from here on, so that the first connection is among them
    socket.connect(endpoint);
    return { url: endpoint, events };
  } catch (cause) {
    socket.close();
    if (cause instanceof AppError) throw cause;
    const { message } = cause as Error;
    throw appError("TRANSPORT_ADDRESS_INVALID", [endpoint, message], { cause });
  }
}

/** Closes the socket; what it lingers for goes out in the background, and the address is free. */
export async function detach(socket: Socket, { url, events }: Attached): Promise<void> {
  // Not `unbind`: it frees the address at once, but loses messages that are on their way out.
  socket.close();
  const path = events ? undefined : socketPath(url);
  if (path === undefined) return;
  // libzmq stops listening a moment later and leaves the file behind.
  const endMs = performance.now() + busyMs;
  while (await isListening(path)) {
    if (performance.now() > endMs) return; // somebody else has taken the name
    await sleep(2);
  }
  await rm(path, { force: true });
}

async function bind(socket: Socket, endpoint: string): Promise<void> {
  // libzmq deletes an existing socket file and takes its name from whoever is listening there.
  const path = socketPath(endpoint);
  if (path !== undefined && (await isListening(path))) fail("TRANSPORT_ADDRESS_IN_USE", endpoint);
  for (const endMs = performance.now() + busyMs; ;) {
    try {
      await socket.bind(endpoint);
      return;
    } catch (cause) {
      if ((cause as { code?: unknown }).code !== "EADDRINUSE") throw cause;
      if (performance.now() > endMs) failFrom(cause, "TRANSPORT_ADDRESS_IN_USE", endpoint);
    }
    await sleep(5); // a socket that was closed just now frees its port in a moment
  }
}

/**
 * Reports the connection's state until the socket closes, and makes a connection again that libzmq
 * gave up: after a message above `maxMessageSize` it never reconnects by itself.
 */
export async function watchConnection(
  socket: Socket,
  { url, events }: Attached,
  listener: ConnectionEvents,
): Promise<void> {
  if (!events) {
    listener.onState("online");
    return;
  }
  let connections = 0;
  let timer: NodeJS.Timeout | undefined;
  const again = (): void => {
    if (socket.closed) return;
    listener.onCut();
    socket.disconnect(url);
    socket.connect(url);
  };
  for await (const event of events) {
    if (event.type.startsWith("connect")) clearTimeout(timer);
    if (event.type === "handshake") {
      listener.onState("online");
      if (++connections > 1) listener.onReconnect();
    } else if (event.type === "disconnect") {
      listener.onState("offline");
      timer = setTimeout(again, giveUpMs);
    }
  }
  clearTimeout(timer);
}

/** The file of an ipc endpoint; undefined for TCP and for Linux's abstract names. */
function socketPath(endpoint: string): string | undefined {
  return /^ipc:\/\/(\/.*)$/.exec(endpoint)?.[1];
}

function isListening(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect({ path });
    const answer = (isThere: boolean) => () => {
      probe.destroy();
      resolve(isThere);
    };
    probe.once("connect", answer(true));
    probe.once("error", answer(false));
  });
}
