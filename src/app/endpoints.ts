import type { Config } from "../config/config.ts";
import type { Logger } from "../core/log.ts";
import { lastWill } from "../publish/connection.ts";
import { startEmbeddedBroker } from "../transport/embedded-broker.ts";
import { openTransport } from "../transport/index.ts";
import type { Transport } from "../transport/transport.ts";
import { openTogether } from "./open-together.ts";
import { transportTotals, type TransportTotals } from "./transport-totals.ts";

/** The broker and the connections that a config asks for. */
export interface Endpoints {
  /** Where a sensor's frames arrive, by address. */
  input(url: string): Transport;
  readonly outputs: readonly Transport[];
  /** Where commands arrive; absent where none are obeyed. */
  readonly commands?: Transport | undefined;
  /** What went over each address, also what the embedded broker threw away. */
  totals(): Readonly<Record<string, TransportTotals>>;
  close(): Promise<void>;
}

const connectTimeoutMs = 1500;
const smallQueueBytes = 1_000_000;

/**
 * Starts the embedded broker, connects to every address that frames come from and to every one that
 * features go to.
 *
 * @param options.source frames come from this address instead of the sensors' own
 * @throws AppError TRANSPORT_…, naming the address
 */
export async function openEndpoints(
  config: Config,
  options: { readonly log: Logger; readonly source?: string | undefined },
): Promise<Endpoints> {
  const { embeddedBroker, publish, fleet, device } = config;
  const { source } = options;
  const sensors = Object.values(config.sensors);
  const addressOf = (own: string): string => source ?? own;
  const addresses = [...new Set(sensors.map((s) => addressOf(s.from)))];
  const commands = config.commands === undefined ? [] : [config.commands.from];
  const largestFrame = (those: typeof sensors): number =>
    Math.max(...those.map((s) => s.maxFrameBytes));

  const broker =
    embeddedBroker &&
    (await startEmbeddedBroker({ ...embeddedBroker, maxMessageBytes: largestFrame(sensors) }));
  if (broker) options.log.info(`embedded MQTT broker at ${broker.url}`);
  try {
    const transports = await openTogether([
      ...addresses.map((url) =>
        openTransport({
          url,
          role: "subscriber",
          maxQueuedBytes: smallQueueBytes,
          // Of several sensors on one address the strictest bound would cut the others off.
          maxMessageBytes: largestFrame(sensors.filter((s) => addressOf(s.from) === url)),
          connectTimeoutMs,
        }),
      ),
      ...commands.map((url) =>
        openTransport({
          url,
          role: "subscriber",
          maxQueuedBytes: smallQueueBytes,
          maxMessageBytes: smallQueueBytes,
          connectTimeoutMs,
        }),
      ),
      ...publish.map(({ to, maxQueuedBytes }) =>
        openTransport({
          url: to,
          role: "publisher",
          maxQueuedBytes,
          maxMessageBytes: smallQueueBytes,
          connectTimeoutMs,
          lastWill: lastWill({ fleet, device }),
        }),
      ),
    ]);
    return {
      input: (url) => transports[addresses.indexOf(addressOf(url))]!,
      outputs: transports.slice(addresses.length + commands.length),
      commands: commands.length > 0 ? transports[addresses.length] : undefined,
      totals: () =>
        transportTotals([
          ...transports.map((t) => ({ url: t.url, ...t.stats() })),
          ...(broker ? [{ url: broker.url, dropped: broker.dropped() }] : []),
        ]),
      close: async () => {
        await Promise.allSettled(transports.map((t) => t.close()));
        await broker?.close();
      },
    };
  } catch (error) {
    await broker?.close();
    throw error;
  }
}
