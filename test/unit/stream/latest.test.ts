import { NEVER, of } from "rxjs";
import { describe, expect, it } from "vitest";
import { latest } from "../../../src/stream/index.ts";
import { dropLog, marbles } from "../../support/marbles.ts";

describe("latest", () => {
  it("keeps only the newest value that arrived during a projection", () => {
    const { lines, onDrop } = dropLog();
    marbles(({ cold, expectObservable }) => {
      const source = cold("abcd------|");
      const slow = (v: string) => cold("----(x|)", { x: v });
      expectObservable(source.pipe(latest(slow, onDrop))).toBe("----a---d-|");
    });
    expect(lines).toEqual(["b:superseded", "c:superseded"]);
  });

  it("drops nothing when the projection is faster than the source", () => {
    const { lines, onDrop } = dropLog();
    marbles(({ cold, expectObservable }) => {
      const quick = (v: string) => cold("-(x|)", { x: v });
      expectObservable(cold("a--b--c|").pipe(latest(quick, onDrop))).toBe("-a--b--(c|)");
    });
    expect(lines).toEqual([]);
  });

  it("answers the waiting value before it completes", () => {
    marbles(({ cold, expectObservable }) => {
      const slow = (v: string) => cold("---(x|)", { x: v });
      expectObservable(cold("abc|").pipe(latest(slow))).toBe("---a--(c|)");
    });
  });

  it("completes at once for an empty source and never for a silent one", () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold("|").pipe(latest((v) => of(v)))).toBe("|");
      expectObservable(NEVER.pipe(latest((v) => of(v)))).toBe("-");
    });
  });

  it("passes errors of the source and of a projection", () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold("--#").pipe(latest((v) => of(v)))).toBe("--#");
      expectObservable(cold("-a-b").pipe(latest(() => cold("-#")))).toBe("--#");
    });
  });

  it("cancels the projection and forgets the waiting value when unsubscribed early", () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const source = hot("ab-------");
      const work = cold("-----(x|)");
      expectObservable(source.pipe(latest(() => work)), "^--!").toBe("----");
      expectSubscriptions(source.subscriptions).toBe("^--!");
      expectSubscriptions(work.subscriptions).toBe(["^--!"]);
    });
  });
});
