import { from, NEVER, of, throwError } from "rxjs";
import { describe, expect, it } from "vitest";
import { dropOldest } from "../../../src/stream/index.ts";
import { dropLog, marbles } from "../../support/marbles.ts";

describe("dropOldest", () => {
  it("projects values in order, one at a time", () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold("abc------|");
      const slow = (v: string) => cold("--(x|)", { x: v.toUpperCase() });
      expectObservable(source.pipe(dropOldest(slow, { maxItems: 5 }))).toBe("--A-B-C--|", {
        A: "A",
        B: "B",
        C: "C",
      });
    });
  });

  it("drops the oldest waiting value when the buffer is full, and names the reason", () => {
    const { lines, onDrop } = dropLog();
    marbles(({ cold, expectObservable }) => {
      const source = cold("(abcde)----|");
      const slow = (v: string) => cold("--(x|)", { x: v });
      const result = source.pipe(dropOldest(slow, { maxItems: 2, onDrop }));
      expectObservable(result).toBe("--a-d-e----|");
    });
    expect(lines).toEqual(["b:buffer-full", "c:buffer-full"]);
  });

  it("keeps the waiting bytes within maxBytes, dropping as many old values as it takes", () => {
    const { lines, onDrop } = dropLog();
    marbles(({ cold, expectObservable }) => {
      const source = cold("(abcd)-----|", { a: "a", b: "bb", c: "cc", d: "dddd" });
      const slow = (v: string) => cold("--(x|)", { x: v });
      const options = { maxItems: 9, maxBytes: 4, sizeOf: (v: string) => v.length, onDrop };
      expectObservable(source.pipe(dropOldest(slow, options))).toBe("--a-d------|", {
        a: "a",
        d: "dddd",
      });
    });
    expect(lines).toEqual(["bb:buffer-full", "cc:buffer-full"]);
  });

  it("refuses a value that is larger than the whole buffer and keeps what waits", () => {
    const { lines, onDrop } = dropLog();
    marbles(({ cold, expectObservable }) => {
      const source = cold("(abc)--|", { a: "a", b: "b", c: "ccccc" });
      const slow = (v: string) => cold("--(x|)", { x: v });
      const options = { maxItems: 9, maxBytes: 4, sizeOf: (v: string) => v.length, onDrop };
      expectObservable(source.pipe(dropOldest(slow, options))).toBe("--a-b--|");
    });
    expect(lines).toEqual(["ccccc:too-large"]);
  });

  it("completes after the source, the buffer and the last projection", () => {
    marbles(({ cold, expectObservable }) => {
      const slow = (v: string) => cold("---(x|)", { x: v });
      expectObservable(cold("(ab|)").pipe(dropOldest(slow, { maxItems: 1 }))).toBe("---a--(b|)");
    });
  });

  it("completes at once for an empty source and never for a silent one", () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold("|").pipe(dropOldest((v) => of(v), { maxItems: 1 }))).toBe("|");
      expectObservable(NEVER.pipe(dropOldest((v) => of(v), { maxItems: 1 }))).toBe("-");
    });
  });

  it("passes an error of the source at once, and cancels the projection", () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const work = cold("---------(x|)");
      expectObservable(cold("a--#").pipe(dropOldest(() => work, { maxItems: 1 }))).toBe("---#");
      expectSubscriptions(work.subscriptions).toBe("^--!");
    });
  });

  it("passes an error of a projection, thrown or emitted", () => {
    marbles(({ cold, expectObservable }) => {
      const thrown = () => {
        throw new Error("broken");
      };
      const emitted = () => throwError(() => new Error("broken"));
      for (const project of [thrown, emitted]) {
        const result = cold("-a--b|").pipe(dropOldest(project, { maxItems: 1 }));
        expectObservable(result).toBe("-#", undefined, new Error("broken"));
      }
    });
  });

  it("cancels source and projection when unsubscribed early", () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const source = hot("a-b-c-d-e");
      const work = cold("------(x|)");
      const result = source.pipe(dropOldest(() => work, { maxItems: 1 }));
      expectObservable(result, "^---!").toBe("-----");
      expectSubscriptions(source.subscriptions).toBe("^---!");
      expectSubscriptions(work.subscriptions).toBe("^---!");
    });
  });

  it("drops nothing of a long burst whose projections are immediate", () => {
    const { lines, onDrop } = dropLog();
    const seen: string[] = [];
    const values = Array.from({ length: 10_000 }, (_, i) => i.toString());
    from(values)
      .pipe(dropOldest((v: string) => of(v), { maxItems: 1, onDrop }))
      .subscribe({ next: (v) => seen.push(v), error: expect.unreachable });
    expect(seen).toEqual(values);
    expect(lines).toEqual([]);
  });

  it("starts afresh for each subscription", () => {
    marbles(({ cold, expectObservable }) => {
      const slow = (v: string) => cold("--(x|)", { x: v });
      const result = cold("(ab)|").pipe(dropOldest(slow, { maxItems: 1 }));
      expectObservable(result).toBe("--a-(b|)");
      expectObservable(result, "-----^").toBe("-------a-(b|)");
    });
  });
});
