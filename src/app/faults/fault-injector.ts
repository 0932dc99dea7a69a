import { concatMap, defer, filter, map, type MonoTypeOperatorFunction } from "rxjs";
import type { FaultConfig } from "../../config/fault-config.ts";
import type { Clock } from "../../core/clock.ts";
import { createDropCounter } from "../../core/drop-counter.ts";
import { randomFor } from "../../core/random.ts";
import type { IncomingMessage } from "../../transport/transport.ts";
import { corrupted } from "./corrupted.ts";
import { delayed } from "./delayed.ts";

/** Makes a stream go wrong on purpose, so that a robot's people can rehearse what happens then. */
export interface FaultInjector {
  /** The stream as it would come from a broken sensor or over a broken cable. */
  readonly inject: MonoTypeOperatorFunction<IncomingMessage>;
  /** What was done so far, by word. */
  readonly counts: () => Readonly<Record<string, number>>;
}

/**
 * Faults of one sensor's stream, in front of everything that counts or checks: what follows cannot
 * tell them from real ones. The same seed does the same to the same messages.
 *
 * Holds one message while two change places, the picture of a freeze, and up to 64 MB that are delayed.
 * Ends with the source, after what is delayed; a message that waits for the next is then lost.
 * Unsubscribing forgets what is held.
 */
export function createFaultInjector(
  faults: FaultConfig,
  options: { readonly sensor: string; readonly clock: Clock },
): FaultInjector {
  const { clock, sensor } = options;
  const counts = createDropCounter();
  const random = randomFor(faults.seed, "faults", sensor);
  const startMs = clock.monotonicMs();
  const happens = (part: number, word: string): boolean => {
    // Always draws, so that one fault's part does not change what another one hits.
    if (random.uniform() >= part) return false;
    counts.add(word);
    return true;
  };
  const isIn = (spell: FaultConfig["outage"]): boolean => {
    const elapsedS = (clock.monotonicMs() - startMs) / 1000;
    return spell !== undefined && elapsedS % spell.everyS >= spell.everyS - spell.forS;
  };
  const copiesOf = (message: IncomingMessage): readonly IncomingMessage[] => {
    const isTwice = happens(faults.duplicate, "duplicated");
    if (faults.flood > 1) counts.add("flooded", faults.flood - 1);
    // A copy of the flood is a frame of its own: a nanosecond later, and not in the sender's numbers.
    const flood = Array.from({ length: faults.flood - 1 }, (_, i) => ({
      ...message,
      payload: message.payload.slice(),
      stampNs: message.stampNs === undefined ? undefined : message.stampNs + BigInt(i + 1),
      sequence: undefined,
    }));
    const twice = isTwice ? [{ ...message, payload: message.payload.slice() }] : [];
    return [message, ...twice, ...flood];
  };

  return {
    counts: () => counts.byReason(),
    inject: (source) =>
      defer(() => {
        let frozen: Uint8Array | undefined;
        let waiting: IncomingMessage | undefined;
        const freeze = (message: IncomingMessage): IncomingMessage => {
          if (!isIn(faults.freeze)) {
            frozen = faults.freeze && message.payload.slice();
            return message;
          }
          counts.add("frozen");
          frozen ??= message.payload.slice();
          return { ...message, payload: frozen.slice() };
        };
        const swap = (message: IncomingMessage): readonly IncomingMessage[] => {
          const held = waiting;
          waiting = undefined;
          if (held) return [message, held];
          if (!happens(faults.reorder, "reordered")) return [message];
          waiting = message;
          return [];
        };
        return source.pipe(
          filter(() => {
            const isOut = isIn(faults.outage);
            if (isOut) counts.add("outage");
            return !happens(faults.drop, "dropped") && !isOut;
          }),
          map(freeze),
          map((message) =>
            happens(faults.corrupt, "corrupted") ? corrupted(message, random) : message,
          ),
          concatMap(copiesOf),
          concatMap(swap),
          delayed({
            ...faults,
            random,
            clock,
            onDrop: () => {
              counts.add("delay-full");
            },
          }),
        );
      }),
  };
}
