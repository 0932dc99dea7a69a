import { appError } from "../core/errors.ts";
import { defineRegistry } from "../core/registry.ts";
import { schemeOf, withoutCredentials } from "./address.ts";
import { inprocTransport } from "./inproc.ts";
import { mqttTransport } from "./mqtt.ts";
import type { Transport, TransportKind, TransportOptions } from "./transport.ts";
import { zeromqTransport } from "./zeromq.ts";

/** Every way messages come and go. */
export const transports = defineRegistry<TransportKind>("transport", [
  inprocTransport,
  mqttTransport,
  zeromqTransport,
]);

/**
 * Opens the transport that the URL's scheme names.
 *
 * @throws AppError TRANSPORT_SCHEME_UNKNOWN naming every known scheme, and what the kind throws
 */
export async function openTransport(options: TransportOptions): Promise<Transport> {
  const scheme = schemeOf(options.url) ?? "";
  const kind = transports.entries.find(({ schemes }) => schemes.includes(scheme));
  if (!kind) {
    const known = transports.entries.flatMap(({ schemes }) => schemes);
    throw appError("TRANSPORT_SCHEME_UNKNOWN", [withoutCredentials(options.url), known]);
  }
  return kind.open(options);
}
