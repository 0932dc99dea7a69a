import { Observable, type Subscriber } from "rxjs";
import { fail } from "../core/errors.ts";
import { isShared, isTopicFilter, matchesTopic, withoutShare } from "./topic.ts";
import type { IncomingMessage } from "./transport.ts";

/** Who wants which topics of one connection. Holds no message. */
export interface MessageHub {
  /**
   * Messages that match `filter`, shared by all its observers. Completes at `complete()`.
   * @throws AppError OPTION_INVALID for a malformed filter
   */
  messages(filter: string): Observable<IncomingMessage>;
  /** Filters that have an observer now, in the order first asked for. */
  filters(): readonly string[];
  /** Hands `message` to the observers of every filter that matches; false when nobody wanted it. */
  deliver(message: IncomingMessage): boolean;
  /** Hands `message` to the observers of exactly `filter`; false when there are none left. */
  deliverTo(filter: string, message: IncomingMessage): boolean;
  /** Completes every observer, and every later one at once. */
  complete(): void;
}

/** The wire side: told when a filter gets its first observer and loses its last. */
export interface WireSubscriptions {
  /** Whether the other side can deal messages out among subscribers; default false. */
  readonly canShare?: boolean;
  subscribe(filter: string): void;
  unsubscribe(filter: string): void;
}

export function createMessageHub(wire: WireSubscriptions): MessageHub {
  const observers = new Map<string, Set<Subscriber<IncomingMessage>>>();
  let isComplete = false;

  const join = (filter: string, subscriber: Subscriber<IncomingMessage>): void => {
    const present = observers.get(filter);
    if (present) {
      present.add(subscriber);
      return;
    }
    observers.set(filter, new Set([subscriber]));
    wire.subscribe(filter);
  };
  const leave = (filter: string, subscriber: Subscriber<IncomingMessage>): void => {
    const present = observers.get(filter);
    if (!present?.delete(subscriber) || present.size > 0) return;
    observers.delete(filter);
    if (!isComplete) wire.unsubscribe(filter);
  };
  const deliverTo = (filter: string, message: IncomingMessage): boolean => {
    const present = observers.get(filter);
    present?.forEach((subscriber) => {
      subscriber.next(message);
    });
    return present !== undefined;
  };

  return {
    messages: (filter) => {
      if (!isTopicFilter(filter)) fail("OPTION_INVALID", "topic filter", "an MQTT filter", filter);
      if (isShared(filter) && wire.canShare !== true) {
        fail("OPTION_INVALID", "topic filter", "no $share, which needs an MQTT broker", filter);
      }
      return new Observable((subscriber) => {
        if (isComplete) {
          subscriber.complete();
          return;
        }
        join(filter, subscriber);
        subscriber.add(() => {
          leave(filter, subscriber);
        });
      });
    },
    filters: () => [...observers.keys()],
    deliver: (message) => {
      const wanted = [...observers.keys()].filter((filter) =>
        matchesTopic(withoutShare(filter), message.topic),
      );
      for (const filter of wanted) deliverTo(filter, message);
      return wanted.length > 0;
    },
    deliverTo,
    complete: () => {
      isComplete = true;
      for (const present of observers.values()) {
        for (const subscriber of present) subscriber.complete();
      }
    },
  };
}
