import type { ClientConnection } from "./connection.ts";

/** The part of a `zeromq` subscriber (zeromq.js 6) that is used; each message is topic, payload and a header. */
export interface ZeromqLike extends AsyncIterable<readonly Uint8Array[]> {
  subscribe(...prefixes: string[]): void;
}

const text = new TextDecoder();

/** A connected subscriber of the caller's own: closing it ends the reception. */
export function zeromqConnection(subscriber: ZeromqLike): ClientConnection {
  return {
    receive: (topics, onMessage) => {
      let isOver = false;
      // ZeroMQ knows prefixes only: what else comes is left out by the client.
      subscriber.subscribe(...new Set(topics.map((topic) => topic.split("+")[0]!)));
      const read = async (): Promise<void> => {
        for await (const [topic, payload] of subscriber) {
          if (isOver) return;
          if (topic && payload) onMessage(text.decode(topic), payload);
        }
      };
      read().catch(() => undefined);
      return Promise.resolve(() => {
        isOver = true;
        return Promise.resolve();
      });
    },
  };
}

/** Connects with the `zeromq` package, which is loaded only now: it has a native part. */
export async function connectZeromq(url: string): Promise<ClientConnection> {
  const { Subscriber } = await import("zeromq");
  const subscriber = new Subscriber({ receiveHighWaterMark: 8 });
  subscriber.connect(url);
  const own = zeromqConnection(subscriber);
  return {
    receive: async (topics, onMessage) => {
      const end = await own.receive(topics, onMessage);
      return async () => {
        await end();
        subscriber.close();
      };
    },
  };
}
