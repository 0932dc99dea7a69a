import type { ObservableInput, OperatorFunction } from "rxjs";
import { dropOldest } from "./drop-oldest.ts";
import { ignoreDrops, type OnDrop } from "./on-drop.ts";

/**
 * Projects one value at a time; of what arrives meanwhile only the newest waits, the others are
 * dropped as `superseded`. For work that is slower than the sensor: a value waits for one
 * projection at most, so latency stays bounded.
 *
 * Holds one waiting value beside the one being projected.
 * Completes after the source and the last projection. An error of either ends it. Unsubscribing
 * cancels the projection and forgets the waiting value.
 */
export function latest<T, R>(
  project: (value: T) => ObservableInput<R>,
  onDrop: OnDrop<T> = ignoreDrops,
): OperatorFunction<T, R> {
  return dropOldest(project, {
    maxItems: 1,
    onDrop: (value) => {
      onDrop(value, "superseded");
    },
  });
}
