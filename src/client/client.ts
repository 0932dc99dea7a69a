import { decodeFeatures, type FeatureMessage } from "../publish/feature-message.ts";
import { decodeSurprise, type SurpriseMessage } from "../publish/surprise-message.ts";
import { parseTopic, topicFilter } from "../publish/topics.ts";
import type { ClientConnection } from "./connection.ts";
import { watchFreshness } from "./freshness.ts";
import { readModel, type ModelMessage } from "./model-message.ts";
import { connectMqtt } from "./mqtt-connection.ts";
import { connectZeromq } from "./zeromq-connection.ts";

/** What a navigation module wants to hear. Each is called in the order in which messages come. */
export interface ClientHandlers {
  readonly features?: (message: FeatureMessage) => void;
  readonly surprise?: (message: SurpriseMessage) => void;
  readonly model?: (message: ModelMessage) => void;
  /** Features of a sensor have stopped for `freshMs`, or have come for the first time or again. */
  readonly fresh?: (sensor: string, isFresh: boolean) => void;
  /** Vectors from here on may not be compared with those before: also called for the first. */
  readonly contract?: (sensor: string, version: number) => void;
  /** A message that is none, by the word that it is counted under. */
  readonly bad?: (topic: string, reason: string) => void;
}

export interface ClientOptions extends ClientHandlers {
  /** `mqtt://…`, `tcp://…` (ZeroMQ), or a connection of the caller's own. */
  readonly from: string | ClientConnection;
  /** Left out: of all that are heard. */
  readonly fleet?: string | undefined;
  readonly device?: string | undefined;
  readonly sensor?: string | undefined;
  /** Default 1000. */
  readonly freshMs?: number | undefined;
}

export interface Client {
  /** Stops listening; an own connection stays open. Safe to call twice. */
  close(): Promise<void>;
}

const kinds = ["features", "surprise", "model"] as const;

/** Subscribes to what Saccade publishes. Rejects when the address cannot be reached. */
export async function openClient(options: ClientOptions): Promise<Client> {
  const { from, fleet, device, sensor, freshMs = 1000 } = options;
  const connection = typeof from === "string" ? await connect(from) : from;
  const contracts = new Map<string, number>();
  const freshness = watchFreshness({
    freshMs,
    now: () => performance.now(),
    onChange: (name, isFresh) => options.fresh?.(name, isFresh),
  });
  const onFeatures = (topic: string, payload: Uint8Array): void => {
    const decoded = decodeFeatures(payload);
    if (!decoded.ok) {
      options.bad?.(topic, decoded.reason);
      return;
    }
    const { message } = decoded;
    freshness.came(message.sensor);
    if (contracts.get(message.sensor) !== message.contractVersion) {
      contracts.set(message.sensor, message.contractVersion);
      options.contract?.(message.sensor, message.contractVersion);
    }
    options.features?.(message);
  };
  const onSurprise = (topic: string, payload: Uint8Array): void => {
    const decoded = decodeSurprise(payload);
    if (decoded.ok) options.surprise?.(decoded.message);
    else options.bad?.(topic, decoded.reason);
  };
  const onModel = (topic: string, name: string, payload: Uint8Array): void => {
    const model = readModel(name, payload);
    if (model) options.model?.(model);
    else options.bad?.(topic, "model-invalid");
  };
  const isWanted = (wanted: string | undefined, found: string): boolean =>
    wanted === undefined || wanted === found;
  const end = await connection.receive(
    kinds.map((kind) => topicFilter({ fleet, device, sensor, kind })),
    (topic, payload) => {
      const address = parseTopic(topic);
      if (!address || !isWanted(fleet, address.fleet) || !isWanted(device, address.device)) return;
      if (!isWanted(sensor, address.sensor)) return;
      if (address.kind === "features") onFeatures(topic, payload);
      else if (address.kind === "surprise") onSurprise(topic, payload);
      else if (address.kind === "model") onModel(topic, address.sensor, payload);
    },
  );
  let closing: Promise<void> | undefined;
  return {
    close: () => {
      freshness.close();
      return (closing ??= end());
    },
  };
}

function connect(url: string): Promise<ClientConnection> {
  return /^(mqtts?|wss?):/.test(url) ? connectMqtt(url) : connectZeromq(url);
}
