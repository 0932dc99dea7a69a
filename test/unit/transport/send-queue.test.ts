import { describe, expect, it } from "vitest";
import { createDropCounter } from "../../../src/core/drop-counter.ts";
import { createSendQueue } from "../../../src/transport/send-queue.ts";
import type { OutgoingMessage } from "../../../src/transport/transport.ts";

const overhead = 128 + 1; // per message, and the topic's one letter
const message = (n: number, extra: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  topic: "t",
  payload: new Uint8Array(1000).fill(n),
  ...extra,
});
const reliable = (n: number) => message(n, { delivery: "reliable" });

function queueFor(count: number) {
  const dropped = createDropCounter();
  const queue = createSendQueue(count * (1000 + overhead), dropped);
  const numbers = () => {
    const taken = [];
    for (let item = queue.take(0); item; item = queue.take(0)) taken.push(item.message.payload[0]);
    return taken;
  };
  return { dropped, queue, numbers };
}

describe("createSendQueue", () => {
  it("gives messages back in the order they came, over both deliveries", () => {
    const { queue, numbers } = queueFor(4);
    for (const m of [message(1), reliable(2), message(3), reliable(4)]) queue.push(m, 0);
    expect(numbers()).toEqual([1, 2, 3, 4]);
  });

  it("drops the oldest `latest` message to make room, never a reliable one", () => {
    const { queue, dropped, numbers } = queueFor(3);
    for (const m of [reliable(1), message(2), message(3), message(4)]) {
      expect(queue.push(m, 0)).toBe(true);
    }
    expect(numbers()).toEqual([1, 3, 4]);
    expect(dropped.byReason()).toEqual({ "send-queue-full": 1 });
  });

  it("refuses a message that would not fit even then, and keeps what waits", () => {
    const { queue, dropped, numbers } = queueFor(2);
    queue.push(reliable(1), 0);
    queue.push(message(2), 0);
    expect(queue.push(message(3, { payload: new Uint8Array(1500) }), 0)).toBe(false);
    expect(dropped.byReason()).toEqual({ "send-queue-full": 1 });
    expect(numbers()).toEqual([1, 2]);
  });

  it("counts what was handed out until it is settled", () => {
    const { queue } = queueFor(2);
    queue.push(message(1), 0);
    const before = queue.bytes();
    const item = queue.take(0)!;
    expect(queue.length()).toBe(0);
    expect(queue.bytes()).toBe(before);
    queue.settle(item);
    expect(queue.bytes()).toBe(0);
  });

  it("lets `latest` messages overtake reliable ones that are held back", () => {
    const { queue } = queueFor(3);
    for (const m of [reliable(1), message(2)]) queue.push(m, 0);
    expect(queue.take(0, { isReliableHeld: true })?.message.payload[0]).toBe(2);
    expect(queue.take(0, { isReliableHeld: true })).toBeUndefined();
    expect(queue.take(0)?.message.payload[0]).toBe(1);
  });

  it("puts back what was not acknowledged, in front and in order", () => {
    const { queue, numbers } = queueFor(4);
    for (const n of [1, 2, 3]) queue.push(reliable(n), 0);
    const [first, second] = [queue.take(0)!, queue.take(0)!];
    const bytes = queue.bytes();
    queue.putBack([second, first]);
    expect(queue.bytes()).toBe(bytes);
    expect(numbers()).toEqual([1, 2, 3]);
  });

  it("drops what nobody wants any more when its turn comes", () => {
    const { queue, dropped } = queueFor(3);
    queue.push(message(1, { expiryS: 1 }), 0);
    queue.push(message(2, { expiryS: 5 }), 0);
    expect(queue.take(2000)?.message.payload[0]).toBe(2);
    expect(dropped.byReason()).toEqual({ expired: 1 });
  });

  it("never holds more than its bound, whatever is pushed and taken", () => {
    const { queue, numbers } = queueFor(5);
    for (let i = 0; i < 1000; i++) {
      queue.push(i % 7 === 0 ? reliable(i) : message(i), 0);
      expect(queue.bytes()).toBeLessThanOrEqual(5 * (1000 + overhead));
      if (i % 3 === 0) {
        const item = queue.take(0);
        if (item) queue.settle(item);
      }
    }
    expect(numbers().length).toBeLessThanOrEqual(5);
  });

  it("clear drops everything that waits under the reason given", () => {
    const { queue, dropped } = queueFor(3);
    queue.clear("closed");
    expect(dropped.byReason()).toEqual({});
    for (const m of [message(1), reliable(2)]) queue.push(m, 0);
    queue.clear("closed");
    expect(dropped.byReason()).toEqual({ closed: 2 });
    expect(queue.bytes()).toBe(0);
  });
});
