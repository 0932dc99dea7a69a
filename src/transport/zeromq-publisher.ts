import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { BehaviorSubject, distinctUntilChanged, type Observable } from "rxjs";
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
import { attach, type Attached, detach, watchConnection } from "./zeromq-connection.ts";
import { readZeromqKeys } from "./zeromq-keys.ts";
import { toParts } from "./zeromq-message.ts";
import { openPipeOutlet, openPublishOutlet, type ZeromqOutlet } from "./zeromq-outlet.ts";

// How long one full peer may hold up the others: a healthy one drains 8 scans in a few milliseconds.
const patienceMs = 100;
const quickRetries = 20;
const retryMs = 1;
// While nobody has room for long, asking a thousand times a second would only cost time.
const patientRetryMs = 10;
const lookMs = 5;
const flushMs = 1000;

/**
 * The sending side of ZeroMQ: publish/subscribe, or a pipe (`?pipe=1`).
 *
 * Published, a message goes to whoever is subscribed when it leaves the queue. When a subscriber's share of
 * libzmq's buffers is full the queue waits for it, but not for long: after 100 ms the message goes
 * to the others and is counted as `subscriber-slow`, and libzmq leaves the slow one out until it
 * has caught up. In a pipe it goes to one receiver; while none has room it waits, and the queue behind
 * it drops its oldest.
 */
export class ZeromqPublisher implements Transport {
  readonly url: string;
  readonly state: Observable<ConnectionState>;
  readonly #outlet: ZeromqOutlet;
  readonly #attached: Attached;
  readonly #state = new BehaviorSubject<ConnectionState>("connecting");
  readonly #dropped = createDropCounter();
  readonly #queue: SendQueue;
  readonly #tasks: readonly Promise<void>[];
  #sent = 0;
  #reconnects = 0;
  #sending: Promise<void> | undefined;
  #closed: Promise<void> | undefined;

  private constructor(options: TransportOptions, outlet: ZeromqOutlet, attached: Attached) {
    this.url = attached.url;
    this.#outlet = outlet;
    this.#attached = attached;
    this.#queue = createSendQueue(options.maxQueuedBytes, this.#dropped);
    this.state = this.#state.pipe(distinctUntilChanged());
    const watching = watchConnection(outlet.socket, attached, {
      onState: (state) => {
        this.#state.next(state);
      },
      onReconnect: () => this.#reconnects++,
      onCut: () => {
        this.#dropped.add("subscription-invalid");
      },
    });
    this.#tasks = [watching, outlet.watching];
  }

  /** @throws AppError TRANSPORT_ADDRESS_IN_USE, TRANSPORT_ADDRESS_INVALID, TRANSPORT_CREDENTIALS_INVALID */
  static async open(options: TransportOptions, address: ZeromqAddress): Promise<ZeromqPublisher> {
    const keys = await readZeromqKeys(address, process.env);
    const outlet = address.isPipe ? openPipeOutlet(keys) : openPublishOutlet(keys);
    const attached = await attach(outlet.socket, address);
    return new ZeromqPublisher(options, outlet, attached);
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
    const endMs = systemClock.monotonicMs() + timeoutMs;
    while (!this.#closed && !this.#outlet.hasReceiver()) {
      const leftMs = endMs - systemClock.monotonicMs();
      if (leftMs <= 0) return false;
      await sleep(Math.min(lookMs, leftMs));
    }
    return !this.#closed;
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
    this.#outlet.socket.linger = Math.max(100, flushMs - (systemClock.monotonicMs() - startMs));
    await detach(this.#outlet.socket, this.#attached);
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
    const { passOver } = this.#outlet;
    const startMs = systemClock.monotonicMs();
    // Many tries before that: our own event loop may have been what took so long.
    for (let attempt = 1; !this.#outlet.socket.closed; attempt++) {
      if (await this.#isTaken(parts)) return undefined;
      const isLong = attempt > quickRetries && systemClock.monotonicMs() - startMs > patienceMs;
      if (isLong && passOver) {
        await passOver(parts);
        return "subscriber-slow";
      }
      // A healthy subscriber makes room within microseconds; a millisecond each time would cap the rate.
      await (attempt < quickRetries ? nextTurn() : sleep(isLong ? patientRetryMs : retryMs));
    }
    return "closed";
  }

  async #isTaken(parts: (string | Uint8Array)[]): Promise<boolean> {
    try {
      await this.#outlet.socket.send(parts);
      return true;
    } catch {
      return false; // EAGAIN: a subscriber is full
    }
  }
}
