import { concatMap, defer, EMPTY, filter, type ObservableInput, type OperatorFunction } from "rxjs";
import { ignoreDrops, type OnDrop } from "./on-drop.ts";

export interface DropOldestOptions<T> {
  /** Most values that wait, at least 1. */
  readonly maxItems: number;
  /** Most bytes that wait, by `sizeOf`. Default unlimited. */
  readonly maxBytes?: number | undefined;
  readonly sizeOf?: ((value: T) => number) | undefined;
  /** Reasons: `buffer-full`; `too-large` for a value above `maxBytes` on its own. */
  readonly onDrop?: OnDrop<T> | undefined;
}

/**
 * Projects one value at a time, in order; what arrives meanwhile waits in a bounded buffer from
 * which the oldest is dropped. For work that must see bursts whole, where `latest` would thin them.
 *
 * Holds at most `maxItems` values and `maxBytes` bytes, beside the value being projected.
 * Completes after the source, the buffer and the last projection. An error of the source ends it at
 * once, as does one of a projection. Unsubscribing cancels the projection and forgets the buffer.
 */
export function dropOldest<T, R>(
  project: (value: T) => ObservableInput<R>,
  options: DropOldestOptions<T>,
): OperatorFunction<T, R> {
  const { maxItems, maxBytes = Infinity, sizeOf = () => 0 } = options;
  const onDrop = options.onDrop ?? ignoreDrops;
  return (source) =>
    defer(() => {
      const waiting: { readonly value: T; readonly bytes: number }[] = [];
      let waitingBytes = 0;
      // Turns that concatMap holds. It queues turns, never values, so a dropped value is really gone.
      let turns = 0;

      const take = (): { readonly value: T } | undefined => {
        const item = waiting.shift();
        waitingBytes -= item?.bytes ?? 0;
        return item;
      };
      /** Lets `value` wait; true when it needs a turn of its own. */
      const add = (value: T): boolean => {
        const bytes = sizeOf(value);
        if (bytes > maxBytes) {
          onDrop(value, "too-large");
          return false;
        }
        while (waiting.length >= maxItems || waitingBytes + bytes > maxBytes) {
          const oldest = take();
          if (!oldest) break;
          onDrop(oldest.value, "buffer-full");
        }
        waiting.push({ value, bytes });
        waitingBytes += bytes;
        if (waiting.length <= turns) return false; // it inherits the turn of one that was dropped
        turns++;
        return true;
      };

      return source.pipe(
        filter(add),
        concatMap(() => {
          turns--;
          const next = take();
          return next ? project(next.value) : EMPTY;
        }),
      );
    });
}
