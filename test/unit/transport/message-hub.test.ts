import { describe, expect, it } from "vitest";
import { createMessageHub } from "../../../src/transport/message-hub.ts";
import type { IncomingMessage } from "../../../src/transport/transport.ts";

const message = (topic: string): IncomingMessage => ({
  topic,
  payload: new Uint8Array(),
  arrivalMs: 0,
});

function openHub() {
  const wire: string[] = [];
  const hub = createMessageHub({
    subscribe: (filter) => wire.push(`+${filter}`),
    unsubscribe: (filter) => wire.push(`-${filter}`),
  });
  const listen = (filter: string) => {
    const topics: string[] = [];
    const subscription = hub.messages(filter).subscribe({
      next: ({ topic }) => topics.push(topic),
      error: expect.unreachable,
      complete: () => topics.push("|"),
    });
    return { topics, subscription };
  };
  return { hub, wire, listen };
}

describe("createMessageHub", () => {
  it("subscribes on the wire for the first observer of a filter and unsubscribes after the last", () => {
    const { wire, listen } = openHub();
    const [one, two] = [listen("a/#"), listen("a/#")];
    expect(wire).toEqual(["+a/#"]);
    one.subscription.unsubscribe();
    expect(wire).toEqual(["+a/#"]);
    two.subscription.unsubscribe();
    two.subscription.unsubscribe();
    expect(wire).toEqual(["+a/#", "-a/#"]);
  });

  it("delivers to every filter that matches, and says whether anybody wanted the message", () => {
    const { hub, listen } = openHub();
    const [all, some] = [listen("#"), listen("a/+")];
    expect(hub.deliver(message("a/b"))).toBe(true);
    expect(hub.deliver(message("c"))).toBe(true);
    all.subscription.unsubscribe();
    expect(hub.deliver(message("c"))).toBe(false);
    expect(all.topics).toEqual(["a/b", "c"]);
    expect(some.topics).toEqual(["a/b"]);
  });

  it("delivers to one filter alone when the wire says which it was for", () => {
    const { hub, listen } = openHub();
    const [all, some] = [listen("#"), listen("a/+")];
    expect(hub.deliverTo("a/+", message("a/b"))).toBe(true);
    expect(hub.deliverTo("gone", message("a/b"))).toBe(false);
    expect([all.topics, some.topics]).toEqual([[], ["a/b"]]);
  });

  it("stops delivering to an observer that leaves while a message is handed out", () => {
    const { hub, listen } = openHub();
    const first = hub.messages("#").subscribe({
      next: () => {
        second.subscription.unsubscribe();
      },
      error: expect.unreachable,
    });
    const second = listen("#");
    hub.deliver(message("a"));
    expect(second.topics).toEqual([]);
    first.unsubscribe();
  });

  it("completes everybody at the end, and whoever comes later, without touching the wire", () => {
    const { hub, wire, listen } = openHub();
    const early = listen("a");
    hub.complete();
    const late = listen("b");
    expect([early.topics, late.topics]).toEqual([["|"], ["|"]]);
    expect(wire).toEqual(["+a"]);
    expect(hub.filters()).toEqual([]);
  });

  it("refuses a malformed filter at once", () => {
    const { hub } = openHub();
    expect(() => hub.messages("a/#/b")).toThrow(
      expect.objectContaining({ code: "OPTION_INVALID" }),
    );
  });
});
