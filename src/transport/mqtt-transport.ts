import { setTimeout as sleep } from "node:timers/promises";
import type { IPublishPacket } from "mqtt";
import { BehaviorSubject, distinctUntilChanged, type Observable } from "rxjs";
import { systemClock } from "../core/clock.ts";
import { createDropCounter } from "../core/drop-counter.ts";
import { createBackoff } from "./backoff.ts";
import { hardLimitBytes } from "./hard-limit.ts";
import { createMessageHub, type MessageHub } from "./message-hub.ts";
import type { MqttAddress } from "./mqtt-address.ts";
import type { MqttCredentials } from "./mqtt-credentials.ts";
import { openMqttLink, type LinkFailure, type LinkOutcome, type MqttLink } from "./mqtt-link.ts";
import { fromPublish, type MqttVersion } from "./mqtt-message.ts";
import { createMqttSender, type MqttSender } from "./mqtt-sender.ts";
import { reconnectMs } from "./reconnect-ms.ts";
import { isTopic } from "./topic.ts";
import type {
  ConnectionState,
  IncomingMessage,
  OutgoingMessage,
  Transport,
  TransportOptions,
  TransportStats,
} from "./transport.ts";

const flushMs = 1000;
const goodbyeMs = 250;
// Topic, properties and header of a packet beside its payload.
const packetHeadBytes = 64 * 1024;

const closedOutcome: LinkOutcome = { ok: false, failure: "unreachable", problem: "closed" };

/** A connection to a broker that outlives its links: it reconnects and subscribes again. */
export class MqttTransport implements Transport {
  readonly url: string;
  readonly state: Observable<ConnectionState>;
  readonly #options: TransportOptions;
  readonly #address: MqttAddress;
  readonly #credentials: MqttCredentials;
  readonly #state = new BehaviorSubject<ConnectionState>("connecting");
  readonly #dropped = createDropCounter();
  readonly #sender: MqttSender;
  readonly #hub: MessageHub;
  readonly #closing = new AbortController();
  readonly #backoff = createBackoff({ ...reconnectMs, random: Math.random });
  readonly #filterOf = new Map<number, string>();
  /** Filters whose unsubscription the broker has not confirmed. */
  readonly #leaving = new Set<string>();
  #link: MqttLink | undefined;
  /** What the broker spoke last, so that a reconnect does not ask again for what it refused. */
  #version: MqttVersion = 5;
  #hadLink = false;
  #nextIdentifier = 1;
  #received = 0;
  #reconnects = 0;
  #reconnecting: Promise<void> | undefined;
  #closed: Promise<void> | undefined;

  constructor(options: TransportOptions, address: MqttAddress, credentials: MqttCredentials) {
    this.url = address.shown;
    this.#options = options;
    this.#address = address;
    this.#credentials = credentials;
    this.#sender = createMqttSender(options.maxQueuedBytes, this.#dropped);
    this.state = this.#state.pipe(distinctUntilChanged());
    this.#hub = createMessageHub({
      canShare: true,
      subscribe: (filter) => {
        this.#subscribe(filter);
      },
      unsubscribe: (filter) => {
        this.#unsubscribe(filter);
      },
    });
  }

  /** Tries to get a link: MQTT 5 first, 3.1.1 where the broker does not speak it. Never throws. */
  async connect(): Promise<LinkOutcome> {
    const startMs = systemClock.monotonicMs();
    let outcome = await this.#openLink(this.#version, this.#options.connectTimeoutMs);
    if (!outcome.ok && this.#isAboutVersion(outcome.failure)) {
      const leftMs = startMs + this.#options.connectTimeoutMs - systemClock.monotonicMs();
      outcome = await this.#openLink(this.#version === 5 ? 4 : 5, Math.max(leftMs, 1));
    }
    if (!outcome.ok) return outcome;
    this.#link = outcome.link;
    this.#version = outcome.link.version;
    this.#hadLink = true;
    this.#backoff.reset();
    this.#state.next("online");
    for (const filter of this.#hub.filters()) this.#subscribe(filter);
    this.#sender.attach(outcome.link);
    return outcome;
  }

  messages(filter: string): Observable<IncomingMessage> {
    return this.#hub.messages(filter);
  }

  publish(message: OutgoingMessage): boolean {
    const reason = this.#refusal(message);
    if (reason === undefined) return this.#sender.push(message);
    this.#dropped.add(reason);
    return false;
  }

  waitForSubscriber(): Promise<boolean> {
    return Promise.resolve(true);
  }

  stats(): TransportStats {
    return {
      received: this.#received,
      sent: this.#sender.sent(),
      dropped: this.#dropped.byReason(),
      reconnects: this.#reconnects,
      queuedBytes: this.#sender.queuedBytes(),
    };
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    if (this.#link) await this.#sender.flush(flushMs);
    this.#closing.abort();
    await this.#reconnecting;
    const link = this.#link;
    this.#link = undefined;
    this.#sender.close();
    await link?.end(goodbyeMs);
    this.#hub.complete();
    this.#state.next("closed");
    this.#state.complete();
  }

  #refusal(message: OutgoingMessage): string | undefined {
    if (this.#closed) return "closed";
    if (!isTopic(message.topic)) return "topic-invalid";
    // A broker answers a packet above its limit by hanging up, which would cost everything else.
    const limit = (this.#link?.maxPacketBytes ?? Infinity) - message.topic.length - 512;
    return message.payload.byteLength > limit ? "message-too-large" : undefined;
  }

  /** Brokers older than MQTT 5 may just hang up on it; one that spoke it before is only restarting. */
  #isAboutVersion(failure: LinkFailure): boolean {
    return failure === "version" || (failure === "hung-up" && !this.#hadLink);
  }

  #openLink(version: MqttVersion, timeoutMs: number): Promise<LinkOutcome> {
    const { signal } = this.#closing;
    if (signal.aborted) return Promise.resolve(closedOutcome);
    return openMqttLink({
      address: this.#address,
      credentials: this.#credentials,
      version,
      timeoutMs,
      maxIncomingPacketBytes: hardLimitBytes(this.#options.maxMessageBytes) + packetHeadBytes,
      lastWill: this.#options.lastWill,
      signal,
      onMessage: (topic, packet) => {
        this.#receive(topic, packet);
      },
      onWritable: () => {
        this.#sender.resume();
      },
      onTooLarge: () => {
        this.#dropped.add("message-too-large");
      },
      onClosed: () => {
        if (this.#link) this.#reconnecting = this.#reconnect();
      },
    });
  }

  #receive(topic: string, packet: IPublishPacket): void {
    const received = fromPublish(packet, topic, {
      maxMessageBytes: this.#options.maxMessageBytes,
      arrivalMs: systemClock.monotonicMs(),
    });
    if (!received.ok) {
      this.#dropped.add(received.reason);
      return;
    }
    const { message } = received;
    // Where filters overlap a broker may send a copy for each; the identifier says which copy it is.
    const named = [packet.properties?.subscriptionIdentifier ?? []]
      .flat()
      .flatMap((id) => this.#filterOf.get(id) ?? []);
    const isWanted =
      named.length > 0
        ? named.map((filter) => this.#hub.deliverTo(filter, message)).includes(true)
        : this.#hub.deliver(message);
    if (isWanted) this.#received++;
    else this.#dropped.add("nobody-subscribed");
  }

  #subscribe(filter: string): void {
    // Without a link it is done for all filters when there is one; while leaving, when that is done.
    if (!this.#link || this.#leaving.has(filter)) return;
    const id = this.#nextIdentifier++;
    this.#filterOf.set(id, filter);
    this.#link.subscribe(filter, id, (error) => {
      if (error && this.#filterOf.has(id)) this.#dropped.add("subscription-refused");
    });
  }

  /** A broker may carry out an unsubscription after a subscription that followed it at once (aedes). */
  #unsubscribe(filter: string): void {
    for (const [id, known] of this.#filterOf) if (known === filter) this.#filterOf.delete(id);
    const link = this.#link;
    if (!link || this.#leaving.has(filter)) return;
    this.#leaving.add(filter);
    link.unsubscribe(filter, () => {
      if (this.#link !== link) return;
      this.#leaving.delete(filter);
      if (this.#hub.filters().includes(filter)) this.#subscribe(filter);
    });
  }

  async #reconnect(): Promise<void> {
    this.#link = undefined;
    this.#filterOf.clear();
    this.#leaving.clear();
    this.#sender.detach();
    this.#state.next("offline");
    const { signal } = this.#closing;
    for (let isBack = false; !isBack && !signal.aborted;) {
      await sleep(this.#backoff.nextMs(), undefined, { signal }).catch(() => undefined);
      isBack = (await this.connect()).ok;
      if (isBack) this.#reconnects++;
    }
  }
}
