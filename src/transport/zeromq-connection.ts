import { connect } from "node:net";
import type { Socket } from "zeromq";
import { appError } from "../core/errors.ts";
import type { ConnectionState } from "./transport.ts";
import type { ZeromqAddress } from "./zeromq-address.ts";

/** What happens to a socket's connection, for the side that made it. */
export interface ConnectionEvents {
  readonly onState: (state: ConnectionState) => void;
  readonly onReconnect: () => void;
  /** libzmq gave a connection up for good because the peer broke a limit; it is made again. */
  readonly onCut: () => void;
}

// libzmq says within microseconds that it will try again; silence for this long means never.
const giveUpMs = 250;

/** Options every socket of this project has: quick, jittered reconnects, and dead peers noticed. */
export const commonSocketOptions = {
  reconnectInterval: 250,
  reconnectMaxInterval: 5000,
  heartbeatInterval: 5000,
  heartbeatTimeout: 15_000,
} as const;

/**
 * Binds or connects, and returns the real endpoint. Connecting returns at once: with ZeroMQ either
 * side may start first, and the connection is made when the other appears.
 *
 * @throws AppError TRANSPORT_ADDRESS_IN_USE, TRANSPORT_ADDRESS_INVALID
 */
export async function attach(socket: Socket, address: ZeromqAddress): Promise<string> {
  const { endpoint, isBinding } = address;
  try {
    if (!isBinding) {
      socket.connect(endpoint);
      return endpoint;
    }
    // libzmq deletes an existing socket file and takes its name from whoever is listening there.
    if (await isListening(endpoint)) throw appError("TRANSPORT_ADDRESS_IN_USE", [endpoint]);
    await socket.bind(endpoint);
    return socket.lastEndpoint ?? endpoint;
  } catch (cause) {
    socket.close();
    const { code, message } = cause as { code?: unknown; message: string };
    if (code === "EADDRINUSE") throw appError("TRANSPORT_ADDRESS_IN_USE", [endpoint], { cause });
    if (code === "TRANSPORT_ADDRESS_IN_USE") throw cause;
    throw appError("TRANSPORT_ADDRESS_INVALID", [endpoint, message], { cause });
  }
}

/**
 * Reports the connection's state until the socket closes, and makes a connection again that libzmq
 * gave up: after a message above `maxMessageSize` it never reconnects by itself.
 */
export async function watchConnection(
  socket: Socket,
  address: ZeromqAddress,
  events: ConnectionEvents,
): Promise<void> {
  if (address.isBinding) {
    events.onState("online");
    return;
  }
  let connections = 0;
  let timer: NodeJS.Timeout | undefined;
  const again = (): void => {
    if (socket.closed) return;
    events.onCut();
    socket.disconnect(address.endpoint);
    socket.connect(address.endpoint);
  };
  for await (const event of socket.events) {
    if (event.type.startsWith("connect")) clearTimeout(timer);
    if (event.type === "handshake") {
      events.onState("online");
      if (++connections > 1) events.onReconnect();
    } else if (event.type === "disconnect") {
      events.onState("offline");
      timer = setTimeout(again, giveUpMs);
    }
  }
  clearTimeout(timer);
}

function isListening(endpoint: string): Promise<boolean> {
  const path = endpoint.startsWith("ipc://") ? endpoint.slice("ipc://".length) : "";
  if (!path.startsWith("/")) return Promise.resolve(false);
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
