import {
  concatMap,
  defer,
  endWith,
  map,
  merge,
  takeWhile,
  type Observable,
  type OperatorFunction,
} from "rxjs";
import { createPairing, type PairingOptions } from "./pairing.ts";

/**
 * Pairs each value with the one of `other` that is nearest in time, within the tolerance; each value
 * is used at most once, and a pair's members are each other's nearest. Pairs come in stamp order.
 *
 * A pair waits until no nearer partner can come: for the next value of the side that was first, so
 * for one period at most. Equal stamps pair at once.
 *
 * Holds at most `maxHeld` values a side; the oldest is dropped. Completes when either side has ended
 * and what it left is paired or dropped; the other side is then unsubscribed. An error of either
 * ends it. Unsubscribing leaves both and forgets what is held.
 */
export function pairNearest<L, R>(
  other: Observable<R>,
  options: PairingOptions<L, R>,
): OperatorFunction<L, readonly [L, R]> {
  return (source) =>
    defer(() => {
      const pairing = createPairing(options);
      return merge(
        source.pipe(
          map((value) => () => pairing.addLeft(value)),
          endWith(() => pairing.endLeft()),
        ),
        other.pipe(
          map((value) => () => pairing.addRight(value)),
          endWith(() => pairing.endRight()),
        ),
      ).pipe(
        map((step) => ({ pairs: step(), isOver: pairing.isOver() })),
        takeWhile(({ isOver }) => !isOver, true),
        concatMap(({ pairs }) => pairs),
      );
    });
}
