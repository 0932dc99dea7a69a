import { afterEach } from "vitest";
import { openTransport } from "../../src/transport/index.ts";
import type { TransportOptions } from "../../src/transport/transport.ts";

/** What the test has opened; closed after it, the last first. */
export const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Opens a transport with room enough for any test, until the test is over. */
export async function open(
  role: TransportOptions["role"],
  url: string,
  options: Partial<TransportOptions> = {},
) {
  const transport = await openTransport({
    url,
    role,
    maxQueuedBytes: 20_000_000,
    maxMessageBytes: 5_000_000,
    connectTimeoutMs: 1500,
    ...options,
  });
  closing.push(() => transport.close());
  return transport;
}
