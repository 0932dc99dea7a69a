import type { Observable } from "rxjs";

/** A message as it came off the wire. `payload` is owned by the receiver. */
export interface IncomingMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** From MQTT 5 properties, or the ZeroMQ header part; absent where the sender gave none. */
  readonly contentType?: string | undefined;
  readonly stampNs?: bigint | undefined;
  readonly sequence?: number | undefined;
  /** Arrival on the monotonic clock, milliseconds. */
  readonly arrivalMs: number;
}

/** A message to send. The transport may keep `payload` until it is on the wire: do not reuse it. */
export interface OutgoingMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly contentType?: string | undefined;
  readonly stampNs?: bigint | undefined;
  readonly sequence?: number | undefined;
  /** Seconds after which nobody wants it any more; MQTT 5 message expiry. */
  readonly expiryS?: number | undefined;
  /** `latest` may be dropped when the peer is slow; `reliable` is MQTT QoS 1. Default `latest`. */
  readonly delivery?: "latest" | "reliable" | undefined;
  readonly isRetained?: boolean | undefined;
}

export type ConnectionState = "connecting" | "online" | "offline" | "closed";

/** Running totals of one transport. */
export interface TransportStats {
  /** Messages handed to observers; one that was thrown away instead is in `dropped`. */
  readonly received: number;
  /** Messages that left this process, as far as it can know (QoS 1: the broker said so). */
  readonly sent: number;
  /** What was thrown away before it was sent or handed over, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  readonly reconnects: number;
  /** Bytes waiting to be sent, never above the configured bound. */
  readonly queuedBytes: number;
}

/**
 * One connection to one endpoint. Bounded by bytes in both directions; reconnects by itself with
 * capped, jittered back-off.
 */
export interface Transport {
  /** Where it is connected or bound, without credentials; a wildcard port is the real one. */
  readonly url: string;
  readonly state: Observable<ConnectionState>;
  /**
   * Messages whose topic matches `filter` (MQTT syntax: `+` one level, `#` the rest). Subscribing
   * subscribes on the wire; unsubscribing undoes it. Hot: never replays, never errors for bad data,
   * completes at `close()`. Observers of one transport share the payload: change a copy only.
   *
   * @throws AppError OPTION_INVALID for a malformed filter, TRANSPORT_ROLE_INVALID when this side
   *   can only send (ZeroMQ publisher)
   */
  messages(filter: string): Observable<IncomingMessage>;
  /** Queues a message. Returns false when it was dropped, which is counted. Never throws or waits. */
  publish(message: OutgoingMessage): boolean;
  /**
   * Resolves to true once somebody takes what is published here, to false after `timeoutMs`.
   * ZeroMQ and in-process: a subscription has arrived, so nothing is lost from here on. MQTT: at
   * once, because the broker is the receiver.
   */
  waitForSubscriber(timeoutMs: number): Promise<boolean>;
  stats(): TransportStats;
  /** Sends what is queued for at most a second, then lets go. Safe to call twice. */
  close(): Promise<void>;
}

/** What a transport is opened with. */
export interface TransportOptions {
  /** e.g. `mqtt://host:1883`, `tcp://host:5556`, `inproc://name`. */
  readonly url: string;
  /** Whether this side mostly sends or mostly receives: ZeroMQ publishers bind, subscribers connect. */
  readonly role: "publisher" | "subscriber";
  /** Most bytes kept waiting to be sent; the oldest `latest` message is dropped first. */
  readonly maxQueuedBytes: number;
  /** Most bytes one incoming message may have; a larger one is dropped and counted. */
  readonly maxMessageBytes: number;
  /** Published by the broker, retained, when this side vanishes (MQTT only). */
  readonly lastWill?: OutgoingMessage | undefined;
  /** How long the first connection may take before `open` rejects, milliseconds. */
  readonly connectTimeoutMs: number;
}

/** One entry of the transport registry; chosen by the URL's scheme. */
export interface TransportKind {
  readonly name: string;
  readonly schemes: readonly string[];
  /**
   * @throws AppError TRANSPORT_ADDRESS_INVALID, TRANSPORT_ADDRESS_IN_USE, TRANSPORT_REFUSED,
   *   TRANSPORT_UNREACHABLE
   */
  open(options: TransportOptions): Promise<Transport>;
}
