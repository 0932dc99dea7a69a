import { openTransport } from "../transport/index.ts";
import type { Transport, TransportOptions } from "../transport/transport.ts";

/**
 * One transport for each different address, all or none: when one fails, those already open are
 * closed again.
 *
 * @throws AppError TRANSPORT_…, the first that failed
 */
export async function openTransports(
  urls: readonly string[],
  options: Omit<TransportOptions, "url">,
): Promise<readonly Transport[]> {
  const distinct = [...new Set(urls)];
  const opened = await Promise.allSettled(
    distinct.map((url) => openTransport({ ...options, url })),
  );
  const transports = opened.flatMap((o) => (o.status === "fulfilled" ? [o.value] : []));
  const failed = opened.find((o) => o.status === "rejected");
  if (failed) {
    await Promise.all(transports.map((t) => t.close()));
    throw failed.reason;
  }
  return transports;
}
