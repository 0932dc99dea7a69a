import { openTransport } from "../transport/index.ts";
import type { Transport, TransportOptions } from "../transport/transport.ts";
import { openTogether } from "./open-together.ts";

/**
 * One transport for each different address, all or none.
 *
 * @throws AppError TRANSPORT_…, the first that failed
 */
export async function openTransports(
  urls: readonly string[],
  options: Omit<TransportOptions, "url">,
): Promise<readonly Transport[]> {
  const distinct = [...new Set(urls)];
  return openTogether(distinct.map((url) => openTransport({ ...options, url })));
}
