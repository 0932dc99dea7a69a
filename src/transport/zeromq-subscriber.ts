import { BehaviorSubject, distinctUntilChanged, type Observable } from "rxjs";
import { Pull, Subscriber } from "zeromq";
import { systemClock } from "../core/clock.ts";
import { createDropCounter } from "../core/drop-counter.ts";
import { hardLimitBytes } from "./hard-limit.ts";
import { createMessageHub, type MessageHub } from "./message-hub.ts";
import { literalPrefix } from "./topic.ts";
import type {
  ConnectionState,
  IncomingMessage,
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
import { readZeromqKeys } from "./zeromq-keys.ts";
import { fromParts } from "./zeromq-message.ts";

// In messages, because libzmq counts nothing else: with this many of the largest, memory stays small.
const receiveHighWaterMark = 8;

/**
 * The receiving side of ZeroMQ: publish/subscribe, or a pipe (`?pipe=1`). Reads nothing before
 * somebody asks for messages, so that what a pipe holds is not lost.
 */
export class ZeromqSubscriber implements Transport {
  readonly url: string;
  readonly state: Observable<ConnectionState>;
  readonly #maxMessageBytes: number;
  readonly #socket: Subscriber | Pull;
  readonly #attached: Attached;
  readonly #state = new BehaviorSubject<ConnectionState>("connecting");
  readonly #dropped = createDropCounter();
  readonly #hub: MessageHub;
  readonly #watching: Promise<void>;
  #receiving: Promise<void> | undefined;
  #received = 0;
  #reconnects = 0;
  #closed: Promise<void> | undefined;

  private constructor(options: TransportOptions, socket: Subscriber | Pull, attached: Attached) {
    this.url = attached.url;
    this.#maxMessageBytes = options.maxMessageBytes;
    this.#socket = socket;
    this.#attached = attached;
    this.state = this.#state.pipe(distinctUntilChanged());
    this.#hub = createMessageHub({
      subscribe: (filter) => {
        if (this.#socket instanceof Subscriber) this.#socket.subscribe(literalPrefix(filter));
        this.#receiving ??= this.#receive();
      },
      unsubscribe: (filter) => {
        if (this.#socket instanceof Subscriber) this.#socket.unsubscribe(literalPrefix(filter));
      },
    });
    this.#watching = watchConnection(socket, attached, {
      onState: (state) => {
        this.#state.next(state);
      },
      onReconnect: () => this.#reconnects++,
      onCut: () => {
        this.#dropped.add("message-too-large");
      },
    });
  }

  /** @throws AppError TRANSPORT_ADDRESS_IN_USE, TRANSPORT_ADDRESS_INVALID, TRANSPORT_CREDENTIALS_INVALID */
  static async open(options: TransportOptions, address: ZeromqAddress): Promise<ZeromqSubscriber> {
    const socketOptions = {
      ...(await readZeromqKeys(address, process.env)),
      ...commonSocketOptions,
      receiveHighWaterMark,
      linger: 0,
      // libzmq cuts a connection that announces more, before it allocates anything.
      maxMessageSize: hardLimitBytes(options.maxMessageBytes),
    };
    const socket = address.isPipe ? new Pull(socketOptions) : new Subscriber(socketOptions);
    const attached = await attach(socket, address);
    return new ZeromqSubscriber(options, socket, attached);
  }

  messages(filter: string): Observable<IncomingMessage> {
    return this.#hub.messages(filter);
  }

  /** This side cannot send: dropped and counted as `role-cannot-send`. */
  publish(): boolean {
    this.#dropped.add("role-cannot-send");
    return false;
  }

  waitForSubscriber(): Promise<boolean> {
    return Promise.resolve(false);
  }

  stats(): TransportStats {
    return {
      received: this.#received,
      sent: 0,
      dropped: this.#dropped.byReason(),
      reconnects: this.#reconnects,
      queuedBytes: 0,
    };
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#hub.complete();
    await detach(this.#socket, this.#attached);
    await Promise.all([this.#watching, this.#receiving]);
    this.#state.next("closed");
    this.#state.complete();
  }

  async #receive(): Promise<void> {
    for await (const parts of this.#socket) {
      const received = fromParts(parts, {
        maxMessageBytes: this.#maxMessageBytes,
        arrivalMs: systemClock.monotonicMs(),
      });
      if (!received.ok) this.#dropped.add(received.reason);
      else if (this.#hub.deliver(received.message)) this.#received++;
      // A prefix brings more than the filter asked for, which is no loss; a pipe gave it to us alone.
      else if (this.#socket instanceof Pull) this.#dropped.add("nobody-subscribed");
    }
  }
}
