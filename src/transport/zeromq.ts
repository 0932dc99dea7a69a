import type { TransportKind } from "./transport.ts";
import { parseZeromqAddress } from "./zeromq-address.ts";
import { ZeromqPublisher } from "./zeromq-publisher.ts";
import { ZeromqSubscriber } from "./zeromq-subscriber.ts";

/**
 * ZeroMQ over TCP or a Unix socket, without a broker: publish/subscribe, or a pipe with `?pipe=1`;
 * `?curve=1` encrypts.
 *
 * One transport sends or receives, by its role; a publisher binds and a subscriber connects unless
 * the URL says `?connect=1` or `?bind=1`. Either may start first: opening never waits for the other,
 * so an absent peer is no error. Delivery is best effort: `reliable` only means that the message
 * is not dropped to make room in the queue, and nothing is retained.
 */
export const zeromqTransport: TransportKind = {
  name: "zeromq",
  schemes: ["tcp", "ipc"],
  async open(options) {
    const address = parseZeromqAddress(options.url, options.role);
    return options.role === "publisher"
      ? ZeromqPublisher.open(options, address)
      : ZeromqSubscriber.open(options, address);
  },
};
