import { concatMap, defer, tap, type OperatorFunction } from "rxjs";
import { ignoreDrops, type OnDrop } from "./on-drop.ts";

export interface WindowOptions<T> {
  /** Values in a window, at least 1. */
  readonly length: number;
  /** Values from the start of one window to the start of the next; default 1. */
  readonly stride?: number | undefined;
  /** Two neighbours further apart than this are not consecutive. */
  readonly maxGapMs: number;
  readonly stampNsOf: (value: T) => bigint;
  /**
   * Told of values that were in no window. Reasons: `gap`, `stamp-in-the-past` (what was held when
   * the stream broke), `stride` (between windows), `incomplete` (at the end).
   */
  readonly onDrop?: OnDrop<T> | undefined;
}

/**
 * Windows of `length` consecutive values, oldest first. None reaches across a gap, or across a stamp
 * that does not rise: there a new window begins.
 *
 * Holds fewer than `length` values between emissions. Completes with the source, dropping what is
 * left; an error passes through; unsubscribing forgets what is held.
 */
export function window<T>(options: WindowOptions<T>): OperatorFunction<T, readonly T[]> {
  const { length, stride = 1, stampNsOf, onDrop = ignoreDrops } = options;
  const maxGapNs = BigInt(Math.round(options.maxGapMs * 1e6));
  return (source) =>
    defer(() => {
      let held: T[] = [];
      let usedCount = 0; // the first of `held` that were in an earlier window
      let skipCount = 0;
      let lastNs: bigint | undefined;

      const dropHeld = (reason: string): void => {
        for (const value of held.slice(usedCount)) onDrop(value, reason);
        held = [];
        usedCount = 0;
        skipCount = 0;
      };
      const add = (value: T): readonly (readonly T[])[] => {
        const stampNs = stampNsOf(value);
        if (lastNs !== undefined && stampNs <= lastNs) dropHeld("stamp-in-the-past");
        else if (lastNs !== undefined && stampNs - lastNs > maxGapNs) dropHeld("gap");
        lastNs = stampNs;
        if (skipCount > 0) {
          skipCount--;
          onDrop(value, "stride");
          return [];
        }
        held.push(value);
        if (held.length < length) return [];
        const full = held;
        held = full.slice(stride);
        usedCount = held.length;
        skipCount = Math.max(0, stride - length);
        return [full];
      };

      return source.pipe(
        concatMap(add),
        tap({
          complete: () => {
            dropHeld("incomplete");
          },
        }),
      );
    });
}
