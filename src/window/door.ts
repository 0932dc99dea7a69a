import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import { isIPv4, type AddressInfo } from "node:net";
import { fail, failFrom } from "../core/errors.ts";

/** The window's address, taken before there is anything to see: who looks too early is told to come again. */
export interface Door {
  readonly server: Server;
  /** Where the page is. */
  readonly url: string;
  /** From now on `server`'s own listeners answer. */
  open(): void;
  /** Cuts every connection. Safe to call twice. */
  close(): Promise<void>;
}

/** Where the window is when nothing else is asked for, and how many ports beside it are tried. */
const firstPort = 18_840;
const portsTried = 20;
/** What is asked for is small: who sends a request more slowly is not waited for. */
const requestWithinMs = 10_000;

/**
 * Listens where the configuration says; without a port on the first free one from 18840 on.
 *
 * @throws AppError WINDOW_TOKEN_MISSING before anything listens; WINDOW_ADDRESS_IN_USE,
 *   WINDOW_ADDRESS_INVALID
 */
export async function openDoor(options: {
  readonly host: string;
  readonly port?: number | undefined;
  readonly hasToken: boolean;
}): Promise<Door> {
  const { host, port, hasToken } = options;
  if (!hasToken && !isLoopback(host)) fail("WINDOW_TOKEN_MISSING", host);
  const server = createServer();
  server.requestTimeout = requestWithinMs;
  server.on("request", comeAgain);
  await listen(server, host, port);
  const { address, port: taken, family } = server.address() as AddressInfo;
  const end = async (): Promise<void> => {
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  };
  let closed: Promise<void> | undefined;
  return {
    server,
    url: `http://${family === "IPv6" ? `[${address}]` : address}:${taken}/`,
    open: () => {
      server.off("request", comeAgain);
    },
    close: () => (closed ??= end()),
  };
}

function comeAgain(_: unknown, response: ServerResponse): void {
  response.writeHead(503, { "Content-Type": "text/plain", "Retry-After": "1" });
  response.end("the run is starting\n");
}

async function listen(server: Server, host: string, port: number | undefined): Promise<void> {
  const ports =
    port === undefined ? Array.from({ length: portsTried }, (_, i) => firstPort + i) : [port];
  for (const candidate of ports) {
    try {
      server.listen(candidate, host);
      await once(server, "listening");
      return;
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code === "EADDRINUSE" && candidate !== ports.at(-1)) continue;
      if (code === "EADDRINUSE") failFrom(error, "WINDOW_ADDRESS_IN_USE", host, candidate);
      failFrom(error, "WINDOW_ADDRESS_INVALID", host, candidate, String(error));
    }
  }
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));
}
