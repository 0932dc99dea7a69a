import { defer, filter, type MonoTypeOperatorFunction } from "rxjs";
import { ignoreDrops, type OnDrop } from "./on-drop.ts";

export interface DropDisorderedOptions<T> {
  readonly stampNsOf: (value: T) => bigint;
  /** A step back larger than this is the sensor's clock being set, not a frame that came late. */
  readonly resetAfterMs: number;
  /** Reasons: `duplicate` for the stamp before, repeated; `stamp-in-the-past`; `clock-jump` for the one that shows a clock was set. */
  readonly onDrop?: OnDrop<T> | undefined;
}

/**
 * Lets values through whose stamps rise. One that does not is dropped; after a step back of more
 * than `resetAfterMs` the stream goes on from there, so a clock that was set costs one value, and
 * so does a single absurd stamp, past or future (its neighbours step back over it).
 *
 * Holds nothing but a stamp. Ends, fails and cancels with the source.
 */
export function dropDisordered<T>(options: DropDisorderedOptions<T>): MonoTypeOperatorFunction<T> {
  const { stampNsOf, onDrop = ignoreDrops } = options;
  const resetAfterNs = BigInt(Math.round(options.resetAfterMs * 1e6));
  return (source) =>
    defer(() => {
      let lastNs: bigint | undefined;
      return source.pipe(
        filter((value) => {
          const stampNs = stampNsOf(value);
          if (lastNs === undefined || stampNs > lastNs) {
            lastNs = stampNs;
            return true;
          }
          const isJump = lastNs - stampNs > resetAfterNs;
          const late = stampNs === lastNs ? "duplicate" : "stamp-in-the-past";
          if (isJump) lastNs = stampNs;
          onDrop(value, isJump ? "clock-jump" : late);
          return false;
        }),
      );
    });
}
