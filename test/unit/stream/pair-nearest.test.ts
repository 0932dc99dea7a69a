import fc from "fast-check";
import { from, NEVER, type Observable } from "rxjs";
import { describe, expect, it } from "vitest";
import { pairNearest } from "../../../src/stream/index.ts";
import { dropLog, marbles, stamped, stampNsOf, type StampedValue } from "../../support/marbles.ts";

const options = { toleranceMs: 40, maxHeld: 8, resetAfterMs: 1000, stampNsOf };

describe("pairNearest", () => {
  it("pairs equal stamps at once, whichever side comes first", () => {
    marbles(({ cold, expectObservable }) => {
      const l = stamped({ a: 0, b: 100 });
      const r = stamped({ p: 0, q: 100 });
      const result = cold("a--b-|", l).pipe(pairNearest(cold("-pq--|", r), options));
      expectObservable(result).toBe("-x-y-|", { x: [l.a, r.p], y: [l.b, r.q] });
    });
  });

  it("waits for the next value of the earlier side before it trusts a pair", () => {
    const { lines, onDrop } = dropLog();
    marbles(({ cold, expectObservable }) => {
      const l = stamped({ a: 100 });
      const r = stamped({ p: 70, q: 90, s: 190 });
      const result = cold("-a---", l).pipe(pairNearest(cold("p-q-s", r), { ...options, onDrop }));
      expectObservable(result).toBe("----x", { x: [l.a, r.q] });
    });
    expect(lines).toEqual(["p:unpaired"]);
  });

  it("drops what has no partner within the tolerance", () => {
    const { lines, onDrop } = dropLog();
    marbles(({ cold, expectObservable }) => {
      const l = stamped({ a: 0, b: 100, c: 200 });
      const r = stamped({ p: 50, q: 200 });
      const result = cold("abc|", l).pipe(pairNearest(cold("pq--|", r), { ...options, onDrop }));
      expectObservable(result).toBe("--x|", { x: [l.c, r.q] });
    });
    expect(lines).toEqual(["a:unpaired", "p:unpaired", "b:unpaired"]);
  });

  it("holds at most maxHeld values of a side whose partner is silent", () => {
    const { lines, onDrop } = dropLog();
    marbles(({ cold, expectObservable }) => {
      const l = stamped({ a: 0, b: 100, c: 200, d: 300 });
      const result = cold("abcd-", l).pipe(
        pairNearest<StampedValue, StampedValue>(NEVER, { ...options, maxHeld: 2, onDrop }),
      );
      expectObservable(result).toBe("-----");
    });
    expect(lines).toEqual(["a:unpaired", "b:unpaired"]);
  });

  it("drops a value older than its own predecessor as late", () => {
    const { lines, onDrop } = dropLog();
    marbles(({ cold, expectObservable }) => {
      const l = stamped({ a: 100, b: 50, c: 200 });
      const r = stamped({ p: 100, q: 200 });
      const result = cold("abc|", l).pipe(pairNearest(cold("p-q|", r), { ...options, onDrop }));
      expectObservable(result).toBe("x-y|", { x: [l.a, r.p], y: [l.c, r.q] });
    });
    expect(lines).toEqual(["b:late"]);
  });

  it("starts over when the clocks were set back, and drops what was held from before", () => {
    const { lines, onDrop } = dropLog();
    marbles(({ cold, expectObservable }) => {
      const l = stamped({ a: 90_000, b: 10, c: 110 });
      const r = stamped({ p: 90_000, q: 90_100, s: 10, t: 110 });
      const result = cold("a-b--c|", l).pipe(
        pairNearest(cold("pq-s-t|", r), { ...options, onDrop }),
      );
      expectObservable(result).toBe("x--y-z|", { x: [l.a, r.p], y: [l.b, r.s], z: [l.c, r.t] });
    });
    expect(lines).toEqual(["q:unpaired"]);
  });

  it("pairs what is left when a side ends, then completes and leaves the other", () => {
    const { lines, onDrop } = dropLog();
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const l = stamped({ a: 100, b: 110 });
      const r = stamped({ p: 95 });
      const left = hot("ab------", l);
      const result = left.pipe(pairNearest(cold("p--|", r), { ...options, onDrop }));
      expectObservable(result).toBe("---(x|)", { x: [l.a, r.p] });
      expectSubscriptions(left.subscriptions).toBe("^--!");
    });
    expect(lines).toEqual(["b:unpaired"]);
  });

  it("completes when either side is empty, and never while both are silent", () => {
    marbles(({ cold, expectObservable }) => {
      const silent: Observable<StampedValue> = NEVER;
      const empty = cold<StampedValue>("-|");
      expectObservable(empty.pipe(pairNearest(silent, options))).toBe("-|");
      expectObservable(silent.pipe(pairNearest(empty, options))).toBe("-|");
      expectObservable(silent.pipe(pairNearest(silent, options))).toBe("-");
    });
  });

  it("passes an error of either side and leaves the other", () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const other = hot<StampedValue>("-----");
      expectObservable(cold<StampedValue>("--#").pipe(pairNearest(other, options))).toBe("--#");
      expectSubscriptions(other.subscriptions).toBe("^-!");
      const failing = cold<StampedValue>("-#");
      expectObservable(hot<StampedValue>("---").pipe(pairNearest(failing, options))).toBe("-#");
    });
  });

  it("leaves both sides when unsubscribed early", () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const left = hot("a----", stamped({ a: 0 }));
      const right = hot<StampedValue>("-----");
      expectObservable(left.pipe(pairNearest(right, options)), "^--!").toBe("----");
      expectSubscriptions(left.subscriptions).toBe("^--!");
      expectSubscriptions(right.subscriptions).toBe("^--!");
    });
  });

  it("uses each value at most once, within tolerance, in order, and loses none unseen", () => {
    const stamps = fc.uniqueArray(fc.integer({ min: 0, max: 2000 }), { maxLength: 40 });
    fc.assert(
      fc.property(stamps, stamps, (leftMs, rightMs) => {
        const make = (prefix: string, all: number[]): StampedValue[] =>
          [...all]
            .sort((a, b) => a - b)
            .map((ms) => ({ name: `${prefix}${ms.toString()}`, stampNs: BigInt(ms) * 1_000_000n }));
        const left = make("l", leftMs);
        const right = make("r", rightMs);
        const { lines, onDrop } = dropLog();
        const pairs: (readonly [StampedValue, StampedValue])[] = [];
        from(left)
          .pipe(pairNearest(from(right), { ...options, maxHeld: 100, onDrop }))
          .subscribe({ next: (pair) => pairs.push(pair), error: expect.unreachable });
        const used = pairs.flat().map(({ name }) => name);
        const dropped = lines.map((line) => line.split(":")[0]);
        const usedAndDropped = [...used, ...dropped];
        expect(new Set(usedAndDropped).size).toBe(usedAndDropped.length);
        // The left side comes first and whole; the right one is left once the left has run out.
        const seenLeft = usedAndDropped.filter((name) => name?.startsWith("l"));
        expect(seenLeft).toHaveLength(left.length);
        for (const [l, r] of pairs) {
          const distance = (a: StampedValue, b: StampedValue): number =>
            Math.abs(Number(a.stampNs - b.stampNs));
          expect(distance(l, r)).toBeLessThanOrEqual(40e6);
          // No value that ended up alone was nearer to either member.
          for (const other of right.filter(({ name }) => dropped.includes(name))) {
            expect(distance(l, other)).toBeGreaterThanOrEqual(distance(l, r));
          }
        }
        const order = pairs.map(([l]) => l.stampNs);
        expect(order).toEqual([...order].sort((a, b) => Number(a - b)));
      }),
      { seed: 7, numRuns: 300 },
    );
  });
});
