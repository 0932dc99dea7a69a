import type { Config } from "../config/config.ts";
import type { Logger } from "../core/log.ts";
import { lastWill } from "../publish/connection.ts";
import { startEmbeddedBroker } from "../transport/embedded-broker.ts";
import { openTransport } from "../transport/index.ts";
import type { Transport } from "../transport/transport.ts";

/** The broker and the connections that a config asks for. */
export interface Endpoints {
  /** Where a sensor's frames arrive, by address. */
  input(url: string): Transport;
  readonly inputs: readonly Transport[];
  readonly outputs: readonly Transport[];
  close(): Promise<void>;
}

const connectTimeoutMs = 1500;
const smallQueueBytes = 1_000_000;

/**
 * Starts the embedded broker, connects to every address that frames come from and to every one that
 * features go to.
 *
 * @param source frames come from this address instead of the sensors' own
 * @throws AppError TRANSPORT_…, naming the address
 */
export async function openEndpoints(
  config: Config,
  options: { readonly log: Logger; readonly source?: string | undefined },
): Promise<Endpoints> {
  const { embeddedBroker, sensors, publish, fleet, device } = config;
  const closing: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closing.splice(0).toReversed()) await end();
  };
  const keep = async (opening: Promise<Transport>): Promise<Transport> => {
    const transport = await opening;
    closing.push(() => transport.close());
    return transport;
  };
  const maxMessageBytes = Math.max(...Object.values(sensors).map((s) => s.maxFrameBytes));
  try {
    if (embeddedBroker) {
      const broker = await startEmbeddedBroker({ ...embeddedBroker, maxMessageBytes });
      closing.push(() => broker.close());
      options.log.info(`embedded MQTT broker at ${broker.url}`);
    }
    const inputs = new Map<string, Transport>();
    const addressOf = (own: string): string => options.source ?? own;
    for (const url of new Set(Object.values(sensors).map((s) => addressOf(s.from)))) {
      const transport = await keep(
        openTransport({
          url,
          role: "subscriber",
          maxQueuedBytes: smallQueueBytes,
          maxMessageBytes,
          connectTimeoutMs,
        }),
      );
      inputs.set(url, transport);
    }
    const outputs: Transport[] = [];
    for (const { to, maxQueuedBytes } of publish) {
      const transport = await keep(
        openTransport({
          url: to,
          role: "publisher",
          maxQueuedBytes,
          maxMessageBytes: smallQueueBytes,
          connectTimeoutMs,
          lastWill: lastWill({ fleet, device }),
        }),
      );
      outputs.push(transport);
    }
    return {
      input: (url) => inputs.get(addressOf(url))!,
      inputs: [...inputs.values()],
      outputs,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
