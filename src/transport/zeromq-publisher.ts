import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { BehaviorSubject, distinctUntilChanged, type Observable } from "rxjs";
import { XPublisher } from "zeromq";
import { systemClock } from "../core/clock.ts";
import { createDropCounter } from "../core/drop-counter.ts";
import { fail } from "../core/errors.ts";
import { createSendQueue, type SendQueue } from "./send-queue.ts";
import { isTopic } from "./topic.ts";
import type {
  ConnectionState,
  IncomingMessage,
  OutgoingMessage,
  Transport,
  TransportOptions,
  TransportStats,
} from "./transport.ts";
import type { ZeromqAddress } from "./zeromq-address.ts";
import {
  attach,
  type Attached,
  commonSocketOptions,
  detach,
  watchConnection,
} from "./zeromq-connection.ts";
import { toParts } from "./zeromq-message.ts";

// Messages that libzmq itself may hold for each peer; everything else waits in the bounded queue.
const sendHighWaterMark = 8;
// How long one full peer may hold up the others: a healthy one drains 8 scans in a few milliseconds.
const patienceMs = 100;
const quickRetries = 20;
const retryMs = 1;
const flushMs = 1000;
// Subscriptions are all a publisher receives; a prefix longer than this is nobody's topic.
const maxSubscriptionBytes = 64 * 1024;

/**
 * The sending side of ZeroMQ publish/subscribe: an XPUB socket.
 *
 * A message goes to whoever is subscribed when it leaves the queue. When a subscriber's share of
 * libzmq's buffers is full the queue waits for it, but not for long: after 100 ms the message goes
 * to the others and is counted as `subscriber-slow`, and libzmq leaves the slow one out until it
 * has caught up.
 */
export class ZeromqPublisher implements Transport {
  readonly url: string;
  readonly state: Observable<ConnectionState>;
  readonly #socket: XPublisher;
  readonly #attached: Attached;
  readonly #state = new BehaviorSubject<ConnectionState>("connecting");
  readonly #dropped = createDropCounter();
  readonly #queue: SendQueue;
  readonly #tasks: readonly Promise<void>[];
  readonly #waiting = new Set<() => void>();
  #subscriptions = 0;
  #sent = 0;
  #reconnects = 0;
  #sending: Promise<void> | undefined;
  #closed: Promise<void> | undefined;

  private constructor(options: TransportOptions, socket: XPublisher, attached: Attached) {
    this.url = attached.url;
    this.#socket = socket;
    this.#attached = attached;
    this.#queue = createSendQueue(options.maxQueuedBytes, this.#dropped);
    this.state = this.#state.pipe(distinctUntilChanged());
    const watching = watchConnection(socket, attached, {
      onState: (state) => {
        this.#state.next(state);
      },
      onReconnect: () => this.#reconnects++,
      onCut: () => {
        this.#dropped.add("subscription-invalid");
      },
    });
    this.#tasks = [watching, this.#countSubscriptions()];
  }

  /** @throws AppError TRANSPORT_ADDRESS_IN_USE, TRANSPORT_ADDRESS_INVALID */
  static async open(options: TransportOptions, address: ZeromqAddress): Promise<ZeromqPublisher> {
    const socket = new XPublisher({
      ...commonSocketOptions,
      sendHighWaterMark,
      sendTimeout: 0,
      noDrop: true,
      linger: 0,
      maxMessageSize: maxSubscriptionBytes,
    });
    const attached = await attach(socket, address);
    return new ZeromqPublisher(options, socket, attached);
  }

  messages(): Observable<IncomingMessage> {
    return fail("TRANSPORT_ROLE_INVALID", this.url, "publisher");
  }

  publish(message: OutgoingMessage): boolean {
    if (this.#closed || !isTopic(message.topic)) {
      this.#dropped.add(this.#closed ? "closed" : "topic-invalid");
      return false;
    }
    const isQueued = this.#queue.push(message, systemClock.monotonicMs());
    this.#sending ??= this.#sendAll();
    return isQueued;
  }

  async waitForSubscriber(timeoutMs: number): Promise<boolean> {
    if (this.#subscriptions > 0) return true;
    return new Promise((resolve) => {
      const notice = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(notice);
        resolve(this.#subscriptions > 0);
      };
      const timer = setTimeout(notice, timeoutMs);
      this.#waiting.add(notice);
    });
  }

  stats(): TransportStats {
    return {
      received: 0,
      sent: this.#sent,
      dropped: this.#dropped.byReason(),
      reconnects: this.#reconnects,
      queuedBytes: this.#queue.bytes(),
    };
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    const startMs = systemClock.monotonicMs();
    const late = new AbortController();
    const deadline = sleep(flushMs, undefined, { signal: late.signal }).catch(() => undefined);
    await Promise.race([this.#sending, deadline]);
    late.abort();
    this.#queue.clear("closed");
    // What libzmq holds goes out in the background for the rest of the second.
    this.#socket.linger = Math.max(100, flushMs - (systemClock.monotonicMs() - startMs));
    await detach(this.#socket, this.#attached);
    for (const notice of this.#waiting) notice();
    await Promise.all([...this.#tasks, this.#sending]);
    this.#state.next("closed");
    this.#state.complete();
  }

  /** Runs while there is something to send; only ever one at a time, as the socket demands. */
  async #sendAll(): Promise<void> {
    const take = () => this.#queue.take(systemClock.monotonicMs());
    for (let item = take(); item; item = take()) {
      const reason = await this.#send(toParts(item.message));
      this.#queue.settle(item);
      if (reason === undefined) this.#sent++;
      else this.#dropped.add(reason);
    }
    this.#sending = undefined;
  }

  /** Returns why somebody did not get the message, or undefined when all did. */
  async #send(parts: (string | Uint8Array)[]): Promise<string | undefined> {
    const startMs = systemClock.monotonicMs();
    // Many tries before that: our own event loop may have been what took so long.
    for (let attempt = 1; !this.#socket.closed; attempt++) {
      if (await this.#isTaken(parts)) return undefined;
      if (attempt > quickRetries && systemClock.monotonicMs() - startMs > patienceMs) {
        await this.#sendToTheReady(parts);
        return "subscriber-slow";
      }
      // A healthy subscriber makes room within microseconds; a millisecond each time would cap the rate.
      await (attempt < quickRetries ? nextTurn() : sleep(retryMs));
    }
    return "closed";
  }

  async #isTaken(parts: (string | Uint8Array)[]): Promise<boolean> {
    try {
      await this.#socket.send(parts);
      return true;
    } catch {
      return false; // EAGAIN: a subscriber is full
    }
  }

  async #sendToTheReady(parts: (string | Uint8Array)[]): Promise<void> {
    setNoDrop(this.#socket, false);
    await this.#isTaken(parts);
    if (!this.#socket.closed) setNoDrop(this.#socket, true);
  }

  async #countSubscriptions(): Promise<void> {
    for await (const [subscription] of this.#socket) {
      // First byte 1 subscribes, 0 unsubscribes; libzmq reports each prefix once, whoever wants it.
      if (subscription?.[0] === 1) this.#subscriptions++;
      else if (subscription?.[0] === 0) this.#subscriptions--;
      if (this.#subscriptions > 0) for (const notice of this.#waiting) notice();
    }
  }
}

/**
 * libzmq applies XPUB_NODROP to the next message. zeromq.js does not know that and warns at each
 * change that it will wait for the next bind; that warning would be wrong, so it is not shown.
 */
function setNoDrop(socket: XPublisher, noDrop: boolean): void {
  const shown = Object.getOwnPropertyDescriptor(process, "emitWarning");
  Object.defineProperty(process, "emitWarning", { ...shown, value: () => undefined });
  try {
    socket.noDrop = noDrop;
  } finally {
    if (shown) Object.defineProperty(process, "emitWarning", shown);
  }
}
