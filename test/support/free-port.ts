import { once } from "node:events";
import { createServer } from "node:net";

const given = new Set<number>();

/** A TCP port of 127.0.0.1 that nobody listened on a moment ago, never the same one twice. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  server.close();
  await once(server, "close");
  // The kernel may well hand out the one again that was let go of last.
  if (given.has(port)) return freePort();
  given.add(port);
  return port;
}
