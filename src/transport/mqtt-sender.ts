import { systemClock } from "../core/clock.ts";
import type { DropCounter } from "../core/drop-counter.ts";
import type { MqttLink } from "./mqtt-link.ts";
import { createSendQueue, type QueuedMessage } from "./send-queue.ts";
import type { OutgoingMessage } from "./transport.ts";

/** The sending half of an MQTT connection: one bounded queue that outlives the links under it. */
export interface MqttSender {
  /** Queues a message; false when it does not fit. */
  push(message: OutgoingMessage): boolean;
  /** Sends over `link` from now on. */
  attach(link: MqttLink): void;
  /** The link can take more again. */
  resume(): void;
  /** The link is gone: what it held of QoS 1 is sent again over the next one, QoS 0 is lost. */
  detach(): void;
  /** Resolves when everything is on the wire and acknowledged, or after `timeoutMs`. */
  flush(timeoutMs: number): Promise<void>;
  /** Drops everything that is left, counted as `closed`. */
  close(): void;
  sent(): number;
  queuedBytes(): number;
}

/**
 * Hands the link only what its socket takes: mqtt.js buffers without bound whatever it is given, so
 * a stalled broker costs at most `maxQueuedBytes` (and the socket's own few kilobytes).
 */
export function createMqttSender(maxQueuedBytes: number, dropped: DropCounter): MqttSender {
  const queue = createSendQueue(maxQueuedBytes, dropped);
  /** Given to the link, and neither on the wire nor acknowledged. */
  const handed = new Set<QueuedMessage>();
  let reliableInFlight = 0;
  let link: MqttLink | undefined;
  let isPumping = false;
  let sent = 0;
  let onIdle: (() => void) | undefined;

  const hand = (to: MqttLink, item: QueuedMessage, remainingS: number): void => {
    const isReliable = item.message.delivery === "reliable";
    handed.add(item);
    if (isReliable) reliableInFlight++;
    to.publish(item.message, remainingS, (isAccepted) => {
      if (!handed.delete(item)) return; // the link was lost first
      if (isReliable) reliableInFlight--;
      queue.settle(item);
      if (isAccepted) sent++;
      else dropped.add("refused-by-broker");
      pump();
    });
  };
  const pump = (): void => {
    if (!link || isPumping) return;
    isPumping = true;
    while (link.isWritable()) {
      const nowMs = systemClock.monotonicMs();
      const isReliableHeld = reliableInFlight >= link.receiveMaximum;
      const item = queue.take(nowMs, { isReliableHeld });
      if (!item) break;
      hand(link, item, (item.expiresMs - nowMs) / 1000);
    }
    isPumping = false;
    if (queue.length() === 0 && handed.size === 0) onIdle?.();
  };
  const release = (reason: string, isKept: (item: QueuedMessage) => boolean): void => {
    const items = [...handed];
    link = undefined;
    handed.clear();
    reliableInFlight = 0;
    queue.putBack(items.filter(isKept));
    for (const item of items.filter((each) => !isKept(each))) {
      queue.settle(item);
      dropped.add(reason);
    }
  };

  return {
    push: (message) => {
      const isQueued = queue.push(message, systemClock.monotonicMs());
      pump();
      return isQueued;
    },
    attach: (next) => {
      link = next;
      pump();
    },
    resume: pump,
    detach: () => {
      release("connection-lost", ({ message }) => message.delivery === "reliable");
    },
    flush: (timeoutMs) =>
      new Promise((resolve) => {
        const finish = (): void => {
          clearTimeout(timer);
          onIdle = undefined;
          resolve();
        };
        const timer = setTimeout(finish, timeoutMs);
        onIdle = finish;
        pump();
      }),
    close: () => {
      release("closed", () => false);
      queue.clear("closed");
    },
    sent: () => sent,
    queuedBytes: () => queue.bytes(),
  };
}
