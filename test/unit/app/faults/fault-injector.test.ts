import { from, Subject, toArray, firstValueFrom } from "rxjs";
import { describe, expect, it } from "vitest";
import { createFaultInjector } from "../../../../src/app/faults/fault-injector.ts";
import { faultConfig } from "../../../../src/config/fault-config.ts";
import type { IncomingMessage } from "../../../../src/transport/transport.ts";
import { fakeClock } from "../../../support/fake-clock.ts";
import { marbles } from "../../../support/marbles.ts";

const message = (i: number): IncomingMessage => ({
  topic: "t",
  payload: new Uint8Array(100).fill(i),
  stampNs: BigInt(i) * 1000n,
  sequence: i,
  arrivalMs: 0,
});
const messages = (count: number) => Array.from({ length: count }, (_, i) => message(i));
const none = { defaultValue: [] };
const injectorOf = (faults: object, clock = fakeClock()) =>
  createFaultInjector(faultConfig.parse(faults), { sensor: "camera", clock });

/** What comes of `count` messages, and what is told of it. */
async function injected(faults: object, count = 1000) {
  const injector = injectorOf(faults);
  const out = await firstValueFrom(from(messages(count)).pipe(injector.inject, toArray()), none);
  return { out, counts: injector.counts(), order: out.map(({ sequence }) => sequence) };
}

describe("injected faults", () => {
  it("are none by default: every message passes as it is", async () => {
    const injector = injectorOf({});
    const sent = messages(10);
    const out = await firstValueFrom(from(sent).pipe(injector.inject, toArray()), none);
    expect(out.every((each, i) => each === sent[i])).toBe(true);
    expect(injector.counts()).toEqual({});
  });

  it("drop their part, the same messages for the same seed", async () => {
    const { out, counts, order } = await injected({ drop: 0.2 });
    expect(out.length + counts["dropped"]!).toBe(1000);
    expect(counts["dropped"]).toBeGreaterThan(150);
    expect(counts["dropped"]).toBeLessThan(250);
    expect((await injected({ drop: 0.2 })).order).toEqual(order);
    expect((await injected({ drop: 0.2, seed: 2 })).order).not.toEqual(order);
  });

  it("send messages twice, each copy in a buffer of its own", async () => {
    const { out, counts, order } = await injected({ duplicate: 1 }, 3);
    expect(order).toEqual([0, 0, 1, 1, 2, 2]);
    expect(counts).toEqual({ duplicated: 3 });
    expect(new Set(out.map(({ payload }) => payload.buffer)).size).toBe(6);
  });

  it("let neighbours change places and lose nobody but one that waits at the end", async () => {
    const { order, counts } = await injected({ reorder: 0.3 }, 1001);
    const sorted = order.toSorted((a, b) => a! - b!);
    expect(order).not.toEqual(sorted);
    expect(order.length).toBeGreaterThanOrEqual(1000);
    expect(order.every((sequence, i) => Math.abs(sequence! - i) <= 1)).toBe(true);
    expect(counts["reordered"]).toBeGreaterThan(100);
  });

  it("damage a copy, never the message itself", async () => {
    const injector = injectorOf({ corrupt: 1 });
    const sent = messages(50);
    const out = await firstValueFrom(from(sent).pipe(injector.inject, toArray()), none);
    const isIntact = (i: number, { payload }: IncomingMessage): boolean =>
      payload.length === 100 && payload.every((byte) => byte === i);
    expect(out.some((each, i) => isIntact(i, each))).toBe(false);
    expect(sent.every((each, i) => isIntact(i, each))).toBe(true);
    expect(out.some(({ payload }) => payload.length < 100)).toBe(true);
    expect(out.some(({ payload }) => payload.length === 100)).toBe(true);
  });

  it("flood with frames that are their own: later stamps, no number", async () => {
    const { out, counts } = await injected({ flood: 4 }, 2);
    expect(out.map(({ stampNs }) => stampNs)).toEqual([0n, 1n, 2n, 3n, 1000n, 1001n, 1002n, 1003n]);
    expect(out.map(({ sequence }) => sequence).filter((n) => n !== undefined)).toEqual([0, 1]);
    expect(counts).toEqual({ flooded: 6 });
  });

  it("freeze the picture, not the stamps, and fall silent, for their part of the time", () => {
    const clock = fakeClock();
    const injector = injectorOf(
      { freeze: { everyS: 10, forS: 4 }, outage: { everyS: 20, forS: 1 } },
      clock,
    );
    const source = new Subject<IncomingMessage>();
    const out: IncomingMessage[] = [];
    source
      .pipe(injector.inject)
      .subscribe({ next: (each) => out.push(each), error: expect.unreachable });
    for (let second = 0; second < 20; second++) {
      source.next(message(second));
      clock.advance(1000);
    }
    expect(out.map(({ payload }) => payload[0])).toEqual([
      ...[0, 1, 2, 3, 4, 5, 5, 5, 5, 5],
      ...[10, 11, 12, 13, 14, 15, 15, 15, 15],
    ]);
    expect(out.map(({ sequence }) => sequence)).toEqual([...Array(19).keys()]);
    expect(injector.counts()).toEqual({ frozen: 7, outage: 1 });
  });

  it("delay every message and complete after the last of them", () => {
    marbles(({ cold, expectObservable }) => {
      const values = { a: message(1), b: message(2) };
      const { inject } = injectorOf({ delayMs: 3 });
      expectObservable(cold("ab|", values).pipe(inject)).toBe("---a(b|)", values);
    });
  });

  it("lose what is beyond 64 MB on its way, and say so", async () => {
    const injector = injectorOf({ delayMs: 1 });
    const large = messages(3).map((each) => ({ ...each, payload: new Uint8Array(30_000_000) }));
    const out = await firstValueFrom(from(large).pipe(injector.inject, toArray()), none);
    expect(out).toHaveLength(2);
    expect(injector.counts()).toEqual({ "delay-full": 1 });
  });

  it("pass an error on", async () => {
    const { inject } = injectorOf({ drop: 0.5 });
    const source = new Subject<IncomingMessage>();
    const ended = firstValueFrom(source.pipe(inject, toArray()), none);
    source.error(new Error("broken"));
    await expect(ended).rejects.toThrow("broken");
  });
});

describe("the configuration of faults", () => {
  it.each([
    [{ drop: 1.5 }, "drop"],
    [{ freeze: { everyS: 1, forS: 2 } }, "forS"],
    [{ drops: 0.1 }, "drops"],
    [{ flood: 0 }, "flood"],
  ])("refuses %j", (faults, field) => {
    const { success, error } = faultConfig.safeParse(faults);
    expect(success).toBe(false);
    expect(JSON.stringify(error!.issues)).toMatch(field);
  });
});
