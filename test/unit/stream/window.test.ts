import { NEVER } from "rxjs";
import { describe, expect, it } from "vitest";
import { window } from "../../../src/stream/index.ts";
import { dropLog, marbles, stamped, stampNsOf } from "../../support/marbles.ts";

const steady = stamped({ a: 0, b: 100, c: 200, d: 300, e: 400, f: 500, g: 600 });

describe("window", () => {
  it("slides by one and shares values between neighbours", () => {
    const { lines, onDrop } = dropLog();
    marbles(({ cold, expectObservable }) => {
      const { a, b, c, d } = steady;
      const result = cold("abcd|", steady).pipe(
        window({ length: 3, maxGapMs: 150, stampNsOf, onDrop }),
      );
      expectObservable(result).toBe("--xy|", { x: [a, b, c], y: [b, c, d] });
    });
    expect(lines).toEqual([]);
  });

  it("never reaches across a gap, and counts what the gap left over", () => {
    const { lines, onDrop } = dropLog();
    marbles(({ cold, expectObservable }) => {
      const values = stamped({ a: 0, b: 100, c: 400, d: 500, e: 600 });
      const { c, d, e } = values;
      const result = cold("abcde|", values).pipe(
        window({ length: 3, maxGapMs: 150, stampNsOf, onDrop }),
      );
      expectObservable(result).toBe("----x|", { x: [c, d, e] });
    });
    expect(lines).toEqual(["a:gap", "b:gap"]);
  });

  it("counts a value once used in a window as used, even when a gap follows", () => {
    const { lines, onDrop } = dropLog();
    marbles(({ cold, expectObservable }) => {
      const values = stamped({ a: 0, b: 100, c: 900, d: 1000 });
      const { a, b, c, d } = values;
      const result = cold("abcd|", values).pipe(
        window({ length: 2, maxGapMs: 150, stampNsOf, onDrop }),
      );
      expectObservable(result).toBe("-x-y|", { x: [a, b], y: [c, d] });
    });
    expect(lines).toEqual([]);
  });

  it("begins again where a stamp goes back or repeats", () => {
    const { lines, onDrop } = dropLog();
    marbles(({ cold, expectObservable }) => {
      const values = stamped({ a: 500, b: 100, c: 200, d: 200, e: 300 });
      const { b, c, d, e } = values;
      const result = cold("abcde|", values).pipe(
        window({ length: 2, maxGapMs: 150, stampNsOf, onDrop }),
      );
      expectObservable(result).toBe("--x-y|", { x: [b, c], y: [d, e] });
    });
    expect(lines).toEqual(["a:stamp-in-the-past"]);
  });

  it("a stride as long as the window gives windows that do not overlap", () => {
    const { lines, onDrop } = dropLog();
    marbles(({ cold, expectObservable }) => {
      const { a, b, c, d } = steady;
      const result = cold("abcde|", steady).pipe(
        window({ length: 2, stride: 2, maxGapMs: 150, stampNsOf, onDrop }),
      );
      expectObservable(result).toBe("-x-y-|", { x: [a, b], y: [c, d] });
    });
    expect(lines).toEqual(["e:incomplete"]);
  });

  it("a longer stride drops the values between windows", () => {
    const { lines, onDrop } = dropLog();
    marbles(({ cold, expectObservable }) => {
      const { a, b, e, f } = steady;
      const result = cold("abcdefg|", steady).pipe(
        window({ length: 2, stride: 4, maxGapMs: 150, stampNsOf, onDrop }),
      );
      expectObservable(result).toBe("-x---y-|", { x: [a, b], y: [e, f] });
    });
    expect(lines).toEqual(["c:stride", "d:stride", "g:stride"]);
  });

  it("length 1 passes every value as a window of its own", () => {
    marbles(({ cold, expectObservable }) => {
      const { a, b } = steady;
      const result = cold("ab|", steady).pipe(window({ length: 1, maxGapMs: 150, stampNsOf }));
      expectObservable(result).toBe("xy|", { x: [a], y: [b] });
    });
  });

  it("completes with an empty source, stays silent with a silent one, passes an error", () => {
    marbles(({ cold, expectObservable }) => {
      const windows = window({ length: 2, maxGapMs: 150, stampNsOf });
      expectObservable(cold<never>("|").pipe(windows)).toBe("|");
      expectObservable(NEVER.pipe(windows)).toBe("-");
      expectObservable(cold("a#", steady).pipe(windows)).toBe("-#");
    });
  });

  it("leaves the source when unsubscribed early, and counts nothing as dropped", () => {
    const { lines, onDrop } = dropLog();
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot("a-b-c", steady);
      const result = source.pipe(window({ length: 3, maxGapMs: 150, stampNsOf, onDrop }));
      expectObservable(result, "^--!").toBe("----");
      expectSubscriptions(source.subscriptions).toBe("^--!");
    });
    expect(lines).toEqual([]);
  });
});
