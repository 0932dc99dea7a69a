import { NEVER } from "rxjs";
import { describe, expect, it } from "vitest";
import { dropDisordered } from "../../../src/stream/index.ts";
import { dropLog, marbles, stamped, stampNsOf } from "../../support/marbles.ts";

describe("dropDisordered", () => {
  it("drops a value stamped in the past or repeated, and lets rising stamps through", () => {
    const { lines, onDrop } = dropLog();
    marbles(({ cold, expectObservable }) => {
      const values = stamped({ a: 100, b: 200, c: 150, d: 200, e: 300 });
      const ordered = dropDisordered({ stampNsOf, resetAfterMs: 1000, onDrop });
      expectObservable(cold("abcde|", values).pipe(ordered)).toBe("ab--e|", values);
    });
    expect(lines).toEqual(["c:stamp-in-the-past", "d:duplicate"]);
  });

  it("goes on from a clock that was set back, at the cost of one value", () => {
    const { lines, onDrop } = dropLog();
    marbles(({ cold, expectObservable }) => {
      const values = stamped({ a: 3_600_000, b: 3_600_100, c: 10, d: 110, e: 210 });
      const ordered = dropDisordered({ stampNsOf, resetAfterMs: 1000, onDrop });
      expectObservable(cold("abcde|", values).pipe(ordered)).toBe("ab-de|", values);
    });
    expect(lines).toEqual(["c:clock-jump"]);
  });

  it("recovers from a single stamp far in the future", () => {
    const { lines, onDrop } = dropLog();
    marbles(({ cold, expectObservable }) => {
      const values = stamped({ a: 100, b: 9_999_999, c: 200, d: 300 });
      const ordered = dropDisordered({ stampNsOf, resetAfterMs: 1000, onDrop });
      expectObservable(cold("abcd|", values).pipe(ordered)).toBe("ab-d|", values);
    });
    expect(lines).toEqual(["c:clock-jump"]);
  });

  it("treats a step back of exactly resetAfterMs as a late value", () => {
    const { lines, onDrop } = dropLog();
    marbles(({ cold, expectObservable }) => {
      const values = stamped({ a: 2000, b: 1000, c: 999.999 });
      const ordered = dropDisordered({ stampNsOf, resetAfterMs: 1000, onDrop });
      expectObservable(cold("abc|", values).pipe(ordered)).toBe("a--|", values);
    });
    expect(lines).toEqual(["b:stamp-in-the-past", "c:clock-jump"]);
  });

  it("completes with an empty source, stays silent with a silent one, passes an error", () => {
    marbles(({ cold, expectObservable }) => {
      const ordered = dropDisordered({ stampNsOf, resetAfterMs: 1000 });
      expectObservable(cold<never>("--|").pipe(ordered)).toBe("--|");
      expectObservable(NEVER.pipe(ordered)).toBe("-");
      expectObservable(cold<never>("-#").pipe(ordered)).toBe("-#");
    });
  });

  it("leaves the source when unsubscribed early", () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const values = stamped({ a: 1, b: 2, c: 3 });
      const source = hot("a-b-c", values);
      const ordered = source.pipe(dropDisordered({ stampNsOf, resetAfterMs: 1000 }));
      expectObservable(ordered, "^--!").toBe("a-b-", values);
      expectSubscriptions(source.subscriptions).toBe("^--!");
    });
  });

  it("remembers no stamp from one subscription to the next", () => {
    marbles(({ cold, expectObservable }) => {
      const values = stamped({ a: 100, b: 200 });
      const ordered = cold("ab|", values).pipe(dropDisordered({ stampNsOf, resetAfterMs: 1000 }));
      expectObservable(ordered).toBe("ab|", values);
      expectObservable(ordered, "-----^").toBe("-----ab|", values);
    });
  });
});
