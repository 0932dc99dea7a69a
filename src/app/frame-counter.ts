import type { Clock } from "../core/clock.ts";
import { createDropCounter } from "../core/drop-counter.ts";
import type { FrameCounts } from "./run-status.ts";

/** Accounts for every frame of one sensor: received = used + Σ dropped + those still on their way. */
export interface FrameCounter {
  received(sequence: number | undefined): void;
  used(): void;
  dropped(reason: string): void;
  counts(): FrameCounts;
}

/** The rate is measured over the last this many seconds. */
const rateWindowS = 5;

export function createFrameCounter(clock: Clock): FrameCounter {
  const drops = createDropCounter();
  const arrivals: number[] = [];
  let received = 0;
  let used = 0;
  let missed = 0;
  let lastSequence: number | undefined;
  const forget = (): void => {
    const oldestMs = clock.monotonicMs() - rateWindowS * 1000;
    while (arrivals.length > 0 && arrivals[0]! < oldestMs) arrivals.shift();
  };
  return {
    received: (sequence) => {
      received += 1;
      arrivals.push(clock.monotonicMs());
      forget();
      if (sequence === undefined) return;
      // A number that falls back is a sender that started again.
      if (lastSequence !== undefined && sequence > lastSequence + 1) {
        missed += sequence - lastSequence - 1;
      }
      lastSequence = sequence;
    },
    used: () => {
      used += 1;
    },
    dropped: (reason) => {
      drops.add(reason);
    },
    counts: () => {
      forget();
      const perSecond = arrivals.length / rateWindowS;
      return { received, used, dropped: drops.byReason(), perSecond, missed };
    },
  };
}
