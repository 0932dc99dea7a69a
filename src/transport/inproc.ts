import { BehaviorSubject, distinctUntilChanged, type Observable } from "rxjs";
import { systemClock } from "../core/clock.ts";
import { createDropCounter } from "../core/drop-counter.ts";
import { fail } from "../core/errors.ts";
import { createMessageHub, type MessageHub } from "./message-hub.ts";
import { createSendQueue, type SendQueue } from "./send-queue.ts";
import { isTopic } from "./topic.ts";
import type {
  ConnectionState,
  IncomingMessage,
  OutgoingMessage,
  Transport,
  TransportKind,
  TransportOptions,
  TransportStats,
} from "./transport.ts";

/** Who is on each bus now. Empty names are removed, so nothing outlives the last `close()`. */
const buses = new Map<string, Set<InprocTransport>>();

/**
 * A bus inside this process: everyone who opened the same `inproc://name` hears everyone, itself
 * included. Each transport that wants a message gets its own copy.
 *
 * Messages go out in the next turn of the event loop, so that a burst meets the same bounded queue
 * as on a socket. Nothing is retained; a message without a subscriber is gone.
 */
export const inprocTransport: TransportKind = {
  name: "inproc",
  schemes: ["inproc"],
  open: (options) =>
    /^inproc:\/\/[\w.:-]+$/.test(options.url)
      ? Promise.resolve(new InprocTransport(options))
      : Promise.resolve().then(() =>
          fail(
            "TRANSPORT_ADDRESS_INVALID",
            options.url,
            "an in-process name is letters, digits, . : _ and -",
          ),
        ),
};

class InprocTransport implements Transport {
  readonly url: string;
  readonly state: Observable<ConnectionState>;
  readonly #maxMessageBytes: number;
  readonly #state = new BehaviorSubject<ConnectionState>("online");
  readonly #dropped = createDropCounter();
  readonly #queue: SendQueue;
  readonly #hub: MessageHub;
  readonly #bus: Set<InprocTransport>;
  readonly #waiting = new Set<() => void>();
  #turn: NodeJS.Immediate | undefined;
  #received = 0;
  #sent = 0;
  #isClosed = false;

  constructor(options: TransportOptions) {
    this.url = options.url;
    this.#maxMessageBytes = options.maxMessageBytes;
    this.#queue = createSendQueue(options.maxQueuedBytes, this.#dropped);
    this.state = this.#state.pipe(distinctUntilChanged());
    this.#bus = buses.get(options.url) ?? new Set();
    buses.set(options.url, this.#bus.add(this));
    this.#hub = createMessageHub({
      subscribe: () => {
        for (const peer of this.#bus) peer.#noticeSubscriber();
      },
      unsubscribe: () => undefined,
    });
  }

  messages(filter: string): Observable<IncomingMessage> {
    return this.#hub.messages(filter);
  }

  publish(message: OutgoingMessage): boolean {
    if (this.#isClosed || !isTopic(message.topic)) {
      this.#dropped.add(this.#isClosed ? "closed" : "topic-invalid");
      return false;
    }
    const isQueued = this.#queue.push(message, systemClock.monotonicMs());
    this.#turn ??= setImmediate(() => {
      this.#sendAll();
    });
    return isQueued;
  }

  async waitForSubscriber(timeoutMs: number): Promise<boolean> {
    if (this.#hasSubscriber()) return true;
    return new Promise((resolve) => {
      const notice = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(notice);
        resolve(this.#hasSubscriber());
      };
      const timer = setTimeout(notice, timeoutMs);
      this.#waiting.add(notice);
    });
  }

  stats(): TransportStats {
    return {
      received: this.#received,
      sent: this.#sent,
      dropped: this.#dropped.byReason(),
      reconnects: 0,
      queuedBytes: this.#queue.bytes(),
    };
  }

  close(): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    this.#sendAll();
    this.#isClosed = true;
    this.#bus.delete(this);
    if (this.#bus.size === 0) buses.delete(this.url);
    for (const notice of this.#waiting) notice();
    this.#hub.complete();
    this.#state.next("closed");
    this.#state.complete();
    return Promise.resolve();
  }

  #sendAll(): void {
    clearImmediate(this.#turn);
    this.#turn = undefined;
    const nowMs = systemClock.monotonicMs();
    for (let item = this.#queue.take(nowMs); item; item = this.#queue.take(nowMs)) {
      this.#queue.settle(item);
      this.#sent++;
      for (const peer of this.#bus) peer.#receive(item.message);
    }
  }

  #receive(message: OutgoingMessage): void {
    const { topic, payload, contentType, stampNs, sequence } = message;
    if (payload.byteLength > this.#maxMessageBytes) {
      if (this.#hub.filters().length > 0) this.#dropped.add("message-too-large");
      return;
    }
    const arrivalMs = systemClock.monotonicMs();
    const copy = new Uint8Array(payload);
    const copied = { topic, payload: copy, contentType, stampNs, sequence, arrivalMs };
    if (this.#hub.deliver(copied)) this.#received++;
  }

  #hasSubscriber(): boolean {
    return [...this.#bus].some((peer) => peer.#hub.filters().length > 0);
  }

  #noticeSubscriber(): void {
    for (const notice of this.#waiting) notice();
  }
}
