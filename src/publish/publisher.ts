import { filter, skip } from "rxjs";
import type { Clock } from "../core/clock.ts";
import type { OutgoingMessage, Transport } from "../transport/transport.ts";
import { connectionMessage } from "./connection.ts";
import { encodeFeatures, featuresContentType, type FeatureMessage } from "./feature-message.ts";
import { topicFor, type DeviceAddress } from "./topics.ts";

/** What is said about a sensor now and kept for whoever asks later. */
type RetainedKind = "state" | "model" | "health";

/** What is said of one frame besides its features. */
interface FrameMessage {
  readonly sensor: string;
  readonly kind: "prediction" | "surprise";
  readonly payload: Uint8Array;
  readonly contentType: string;
  readonly stampNs: bigint;
  readonly sequence?: number | undefined;
}

/** Sends what the device knows to every consumer. */
export interface Publisher {
  /**
   * Numbers the features of a frame and sends them everywhere; a slow consumer loses the oldest.
   * Returns the sequence number given.
   */
  features(message: Omit<FeatureMessage, "sequence">): number;
  /** Sends what goes with a frame's features; a slow consumer loses the oldest. */
  send(message: FrameMessage): void;
  /** Sends JSON, retained and at least once. Sent again after a reconnection. */
  retained(sensor: string, kind: RetainedKind, value: Readonly<Record<string, unknown>>): void;
  /** Features published by sensor. */
  published(): Readonly<Record<string, number>>;
  /** Messages that some transport had no room for, by transport URL. */
  refused(): Readonly<Record<string, number>>;
  /** Says OFFLINE. The transports stay open: their opener closes them. Safe to call twice. */
  close(): void;
}

export interface PublisherOptions extends DeviceAddress {
  /** Opened with the role `publisher` and `lastWill(address)`. */
  readonly transports: readonly Transport[];
  readonly clock: Clock;
  /** Seconds after which nobody wants a feature any more. */
  readonly expiryS?: number | undefined;
}

/** Says ONLINE on every transport and publishes from then on. Holds the newest retained messages. */
export function createPublisher({
  transports,
  fleet,
  device,
  clock,
  expiryS = 2,
}: PublisherOptions): Publisher {
  const address = { fleet, device };
  const sequences = new Map<string, number>();
  const refused = new Map<string, number>();
  const kept = new Map<string, OutgoingMessage>();
  let isClosed = false;

  const send = (transport: Transport, message: OutgoingMessage): void => {
    if (transport.publish(message)) return;
    refused.set(transport.url, (refused.get(transport.url) ?? 0) + 1);
  };
  const sendAll = (message: OutgoingMessage): void => {
    for (const transport of transports) send(transport, message);
  };
  const greet = (transport: Transport): void => {
    send(transport, connectionMessage(address, "ONLINE", clock.wallNs()));
    for (const message of kept.values()) send(transport, message);
  };

  transports.forEach(greet);
  // The last will has replaced ONLINE by then, and a restarted broker has forgotten what it kept.
  const reconnections = transports.map((transport) =>
    transport.state
      .pipe(
        skip(1),
        filter((state) => state === "online"),
      )
      .subscribe({
        next: () => {
          greet(transport);
        },
        // A transport whose state is unknown is greeted no more; its own counts tell the rest.
        error: () => undefined,
      }),
  );

  return {
    features: (message) => {
      const sequence = sequences.get(message.sensor) ?? 0;
      sequences.set(message.sensor, sequence + 1);
      sendAll({
        topic: topicFor({ ...address, sensor: message.sensor, kind: "features" }),
        payload: encodeFeatures({ ...message, sequence }),
        contentType: featuresContentType,
        stampNs: message.stampNs,
        sequence,
        expiryS,
        delivery: "latest",
      });
      return sequence;
    },
    send: ({ sensor, kind, ...message }) => {
      const topic = topicFor({ ...address, sensor, kind });
      sendAll({ ...message, topic, expiryS, delivery: "latest" });
    },
    retained: (sensor, kind, value) => {
      const topic = topicFor({ ...address, sensor, kind });
      const message: OutgoingMessage = {
        topic,
        payload: new TextEncoder().encode(JSON.stringify(value)),
        contentType: "application/json",
        delivery: "reliable",
        isRetained: true,
      };
      kept.set(topic, message);
      sendAll(message);
    },
    published: () => Object.fromEntries(sequences),
    refused: () => Object.fromEntries(refused),
    close: () => {
      if (isClosed) return;
      isClosed = true;
      for (const subscription of reconnections) subscription.unsubscribe();
      sendAll(connectionMessage(address, "OFFLINE", clock.wallNs()));
    },
  };
}
