import { EMPTY, identity, map, mergeMap, tap, timer, type MonoTypeOperatorFunction } from "rxjs";
import type { Clock } from "../../core/clock.ts";
import type { Random } from "../../core/random.ts";
import type { IncomingMessage } from "../../transport/transport.ts";

/** Most bytes that are on their way; more is lost, as a full buffer on the way would lose it. */
const maxBytes = 64_000_000;

/**
 * Lets each message come `delayMs` later and up to `jitterMs` more; with jitter, one may overtake
 * another. It has come when it comes: `arrivalMs` is the later moment.
 *
 * Holds what is on its way, at most 64 MB. Completes after the last of it; unsubscribing forgets it.
 */
export function delayed(options: {
  readonly delayMs: number;
  readonly jitterMs: number;
  readonly random: Random;
  readonly clock: Clock;
  readonly onDrop: () => void;
}): MonoTypeOperatorFunction<IncomingMessage> {
  const { delayMs, jitterMs, random, clock, onDrop } = options;
  if (delayMs === 0 && jitterMs === 0) return identity;
  let bytes = 0;
  return mergeMap((message) => {
    const { byteLength } = message.payload;
    if (bytes + byteLength > maxBytes) {
      onDrop();
      return EMPTY;
    }
    bytes += byteLength;
    return timer(delayMs + random.uniform() * jitterMs).pipe(
      tap(() => {
        bytes -= byteLength;
      }),
      map(() => ({ ...message, arrivalMs: clock.monotonicMs() })),
    );
  });
}
