import { randomUUID } from "node:crypto";
import { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { connect, type IClientOptions, type IPublishPacket, type MqttClient } from "mqtt";
import type { MqttAddress } from "./mqtt-address.ts";
import type { MqttCredentials } from "./mqtt-credentials.ts";
import { contentProperties, toPublishOptions, type MqttVersion } from "./mqtt-message.ts";
import { guardPacketSize } from "./packet-size-guard.ts";
import type { OutgoingMessage } from "./transport.ts";
import { watchSilence } from "./watch-silence.ts";

/** One established session with a broker. It never comes back: a lost one is replaced. */
export interface MqttLink {
  readonly version: MqttVersion;
  /** Most QoS 1 messages the broker takes before it acknowledges one. */
  readonly receiveMaximum: number;
  /** Largest packet the broker takes, bytes. */
  readonly maxPacketBytes: number;
  /** False while the socket's buffer is full; `onWritable` tells when that ends. */
  isWritable(): boolean;
  /**
   * `done` comes when the bytes left for the socket (QoS 0) or the broker answered (QoS 1). It does
   * not come for what was under way when the link was lost.
   */
  publish(message: OutgoingMessage, remainingS: number, done: (isAccepted: boolean) => void): void;
  /** `identifier` comes back with each message where the broker supports it (MQTT 5). */
  subscribe(filter: string, identifier: number, done: (error: Error | null) => void): void;
  unsubscribe(filter: string, done: () => void): void;
  /** Says goodbye, so that the last will stays unsent; gives up after `timeoutMs`. */
  end(timeoutMs: number): Promise<void>;
}

export interface MqttLinkOptions {
  readonly address: MqttAddress;
  readonly credentials: MqttCredentials;
  readonly version: MqttVersion;
  readonly timeoutMs: number;
  readonly maxIncomingPacketBytes: number;
  readonly lastWill?: OutgoingMessage | undefined;
  /** Ends an attempt in progress; an established link is ended by `end`. */
  readonly signal: AbortSignal;
  readonly onMessage: (topic: string, packet: IPublishPacket) => void;
  readonly onWritable: () => void;
  /** The broker announced a packet above the limit; the link closes next. */
  readonly onTooLarge: () => void;
  /** The link is gone. Not called for an attempt that never became a link. */
  readonly onClosed: () => void;
}

/** `version`: the broker does not speak it; `hung-up`: it left without an answer; `refused`: no. */
export type LinkFailure = "version" | "hung-up" | "refused" | "unreachable";

export type LinkOutcome =
  | { readonly ok: true; readonly link: MqttLink }
  | { readonly ok: false; readonly failure: LinkFailure; readonly problem: string };

// What the broker goes by: it ends the session of a robot that says nothing for 1.5 × this.
const keepaliveS = 10;
const maxReliableInFlight = 16;
// Topics that the broker may shorten towards us: more than a robot has streams.
const maxTopicAliases = 64;
// CONNACK codes that mean "not this protocol version": 1 in MQTT 3.1.1, 132 in MQTT 5.
const versionRefusals: readonly unknown[] = [1, 132];

/** Connects once, with one protocol version. Never throws; every failure is an outcome. */
export function openMqttLink(options: MqttLinkOptions): Promise<LinkOutcome> {
  return new Promise((resolve) => {
    const client = connect(clientOptions(options));
    let link: MqttLink | undefined;
    let error: Error | undefined;
    let endWatch: (() => void) | undefined;
    const settle = (outcome: LinkOutcome): void => {
      clearTimeout(timer);
      options.signal.removeEventListener("abort", giveUp);
      resolve(outcome);
    };
    const giveUp = (): void => {
      client.end(true);
      settle({ ok: false, failure: "unreachable", problem: "no answer in time" });
    };
    // mqtt.js's own timer starts after the TLS handshake; this one covers the whole attempt.
    const timer = setTimeout(giveUp, options.timeoutMs);
    options.signal.addEventListener("abort", giveUp);

    client.on("error", (cause) => {
      error ??= cause;
    });
    client.on("message", (topic, _payload, packet) => {
      options.onMessage(topic, packet);
    });
    client.once("connect", () => {
      link = createLink(client, options);
      endWatch = watchSilence({
        stream: client.stream,
        ping: () => {
          client.sendPing();
        },
        onLost: () => {
          drop(client.stream);
        },
      });
      settle({ ok: true, link });
    });
    client.once("close", () => {
      endWatch?.();
      if (link) options.onClosed();
      else settle({ ok: false, ...explain(error) });
      client.end(true);
    });
    guardPacketSize({
      stream: client.stream,
      maxPacketBytes: options.maxIncomingPacketBytes,
      onTooLarge: () => {
        options.onTooLarge();
        client.stream.destroy();
      },
    });
    client.stream.on("drain", options.onWritable);
  });
}

/** Leaves a lost connection, and with it what the kernel still holds: it would arrive behind newer frames. */
function drop(stream: MqttClient["stream"]): void {
  // Node resets no other socket than a bare one.
  if (stream instanceof Socket && !(stream instanceof TLSSocket)) stream.resetAndDestroy();
  else stream.destroy();
}

function createLink(client: MqttClient, { version }: MqttLinkOptions): MqttLink {
  const server = client.serverProperties;
  const canIdentify = version === 5 && server?.subscriptionIdentifiersAvailable !== false;
  return {
    version,
    receiveMaximum: Math.min(server?.receiveMaximum ?? maxReliableInFlight, maxReliableInFlight),
    maxPacketBytes: server?.maximumPacketSize ?? Infinity,
    isWritable: () => client.connected && !client.stream.writableNeedDrain,
    publish: (message, remainingS, done) => {
      const { buffer, byteOffset, byteLength } = message.payload;
      client.publish(
        message.topic,
        Buffer.from(buffer, byteOffset, byteLength),
        toPublishOptions(message, version, remainingS),
        (error) => {
          // Only the broker's own refusals have a reason code; the others mean that the link is gone.
          if (!error) done(true);
          else if ("code" in error && typeof error.code === "number") done(false);
        },
      );
    },
    subscribe: (filter, identifier, done) => {
      const properties = canIdentify ? { subscriptionIdentifier: identifier } : undefined;
      client.subscribe(filter, { qos: 1, ...(properties && { properties }) }, done);
    },
    unsubscribe: (filter, done) => {
      client.unsubscribe(filter, done);
    },
    end: (timeoutMs) => endClient(client, timeoutMs),
  };
}

function clientOptions(options: MqttLinkOptions): IClientOptions {
  const { address, credentials, version, lastWill } = options;
  return {
    protocol: address.protocol,
    hostname: address.hostname,
    host: address.hostname,
    port: address.port,
    path: address.path,
    protocolVersion: version,
    clientId: `saccade-${randomUUID().slice(0, 12)}`,
    clean: true,
    keepalive: keepaliveS,
    connectTimeout: options.timeoutMs,
    // Queueing, reconnecting and subscribing again are the transport's: mqtt.js bounds none of them.
    queueQoSZero: false,
    reconnectPeriod: 0,
    resubscribe: false,
    // Unknown authorities, other hosts' names and expired certificates are refused: Node's default.
    ...withoutAbsent(credentials),
    ...(version === 5 && {
      properties: {
        maximumPacketSize: options.maxIncomingPacketBytes,
        receiveMaximum: maxReliableInFlight,
        topicAliasMaximum: maxTopicAliases,
      },
      // A topic goes out in full once; from then on two bytes stand for it, as far as the broker allows.
      autoAssignTopicAlias: true,
    }),
    ...(lastWill && {
      will: {
        topic: lastWill.topic,
        payload: Buffer.from(lastWill.payload),
        qos: lastWill.delivery === "reliable" ? 1 : 0,
        retain: lastWill.isRetained ?? true,
        ...(version === 5 && { properties: contentProperties(lastWill) }),
      },
    }),
  };
}

function withoutAbsent(credentials: MqttCredentials): Partial<IClientOptions> {
  return Object.fromEntries(Object.entries(credentials).filter(([, value]) => value !== undefined));
}

function explain(error: (Error & { code?: unknown }) | undefined): {
  readonly failure: LinkFailure;
  readonly problem: string;
} {
  if (!error) return { failure: "hung-up", problem: "it closed the connection without an answer" };
  if (versionRefusals.includes(error.code)) return { failure: "version", problem: error.message };
  if (typeof error.code === "number") return { failure: "refused", problem: error.message };
  // An AggregateError (IPv4 and IPv6 both refused) has a code but no message.
  const code = typeof error.code === "string" ? error.code : "";
  return { failure: "unreachable", problem: error.message === "" ? code : error.message };
}

function endClient(client: MqttClient, timeoutMs: number): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      client.end(true);
      client.stream.destroy();
      resolve();
    };
    const timer = setTimeout(finish, timeoutMs);
    client.end(false, finish);
  });
}
