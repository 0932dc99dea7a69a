import type { Clock } from "../../core/clock.ts";
import type { IncomingMessage, Transport } from "../../transport/transport.ts";
import { liveEncoding } from "./live-encoding.ts";
import type { Recorder } from "./open-recorder.ts";

/** One topic as it is recorded. */
interface RecordedTopicTally {
  messages: number;
  bytes: number;
  encoding: string | undefined;
}

/** What is being recorded. */
export interface LiveRecording {
  readonly topics: ReadonlyMap<string, Readonly<RecordedTopicTally>>;
  readonly received: number;
  /** Stops listening; the recorder stays open. */
  stop(): void;
}

/**
 * Hands every message of the transports that fits a filter to the recorder. A message whose recorder
 * has no room is dropped and counted there; the transports never wait.
 */
export function recordLive(options: {
  readonly transports: readonly Transport[];
  readonly filters: readonly string[];
  /** The encoding of messages that do not say theirs. */
  readonly encoding: string | undefined;
  readonly recorder: Recorder;
  readonly clock: Clock;
  readonly onMessage: () => void;
  /** A transport ended for good. */
  readonly onLost: (cause: unknown) => void;
}): LiveRecording {
  const { transports, filters, encoding, recorder, clock, onMessage, onLost } = options;
  const topics = new Map<string, RecordedTopicTally>();
  let received = 0;

  const take = (message: IncomingMessage): void => {
    received++;
    const { topic, payload, contentType, sequence } = message;
    const found = liveEncoding(message, encoding);
    const tally = topics.get(topic) ?? { messages: 0, bytes: 0, encoding: found };
    topics.set(topic, tally);
    const logNs = clock.wallNs();
    const stampNs = message.stampNs ?? logNs;
    const number = (sequence ?? tally.messages) % 2 ** 32;
    const request = {
      topic,
      encoding: found,
      contentType,
      sequence: number,
      logNs,
      stampNs,
      payload,
    };
    if (recorder.write(request)) {
      tally.messages++;
      tally.bytes += payload.length;
    }
    onMessage();
  };
  const subscriptions = transports.flatMap((transport) =>
    filters.map((filter) => transport.messages(filter).subscribe({ next: take, error: onLost })),
  );
  return {
    topics,
    get received() {
      return received;
    },
    stop: () => {
      for (const subscription of subscriptions) subscription.unsubscribe();
    },
  };
}
