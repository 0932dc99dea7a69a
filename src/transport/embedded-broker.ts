import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { Aedes } from "aedes";
import { createDropCounter } from "../core/drop-counter.ts";
import { appError } from "../core/errors.ts";
import { guardPacketSize } from "./packet-size-guard.ts";

export interface EmbeddedBrokerOptions {
  /** The address to listen on; `127.0.0.1` keeps it inside this computer. There is no password. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Most bytes one message may have; a client that sends a larger one is disconnected. */
  readonly maxMessageBytes: number;
}

export interface EmbeddedBroker {
  /** `mqtt://host:port` with the real port. */
  readonly url: string;
  /** Clients connected now. */
  clients(): number;
  /** What was thrown away: `subscriber-slow` messages, `message-too-large` publishers cut off. */
  dropped(): Readonly<Record<string, number>>;
  /** Disconnects every client and frees the port. Safe to call twice. */
  close(): Promise<void>;
}

// Topic and header of a packet beside its payload.
const packetHeadBytes = 64 * 1024;
const drainTimeoutMs = 10_000;

/**
 * An MQTT 3.1.1 broker inside this process, for a robot that has none and for a first try.
 *
 * Holds at most two of the largest messages for each client: one that reads more slowly than it is
 * sent to misses messages, and one that reads nothing for 10 s is disconnected.
 *
 * @throws AppError TRANSPORT_ADDRESS_IN_USE, TRANSPORT_ADDRESS_INVALID
 */
export async function startEmbeddedBroker(options: EmbeddedBrokerOptions): Promise<EmbeddedBroker> {
  const dropped = createDropCounter();
  const maxWaitingBytes = options.maxMessageBytes;
  const aedes = await Aedes.createBroker({
    drainTimeout: drainTimeoutMs,
    // No limit on messages in delivery: with one, a client that does not read would hold up all the
    // others. What it may hold is bounded in bytes below instead.
    concurrency: 0,
    authorizeForward: (client, packet) => {
      if (client.conn.writableLength <= maxWaitingBytes) return packet;
      dropped.add("subscriber-slow");
      return null;
    },
  });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.once("close", () => sockets.delete(socket));
    aedes.handle(socket);
    // aedes derives the limit from `concurrency`, where its 0 would mean a warning per listener.
    socket.setMaxListeners(0);
    guardPacketSize({
      stream: socket,
      maxPacketBytes: options.maxMessageBytes + packetHeadBytes,
      onTooLarge: () => {
        dropped.add("message-too-large");
        socket.destroy();
      },
    });
  });
  const close = async (): Promise<void> => {
    const isClosed = new Promise<void>((resolve) => {
      aedes.close(resolve);
    });
    const isFree = new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
    });
    for (const socket of sockets) socket.destroy();
    await Promise.all([isClosed, isFree]);
  };
  try {
    await listen(server, options);
  } catch (cause) {
    await close();
    throw cause;
  }
  let closed: Promise<void> | undefined;
  return {
    url: `mqtt://${hostForUrl(options.host)}:${portOf(server).toString()}`,
    clients: () => aedes.connectedClients,
    dropped: () => dropped.byReason(),
    close: () => (closed ??= close()),
  };
}

async function listen(server: Server, { host, port }: EmbeddedBrokerOptions): Promise<void> {
  const address = `${hostForUrl(host)}:${port.toString()}`;
  try {
    server.listen({ host, port, exclusive: true });
    await once(server, "listening");
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw code === "EADDRINUSE"
      ? appError("TRANSPORT_ADDRESS_IN_USE", [address], { cause })
      : appError("TRANSPORT_ADDRESS_INVALID", [address, message], { cause });
  }
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

function hostForUrl(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
