import type { Clock } from "../core/clock.ts";
import { createDropCounter } from "../core/drop-counter.ts";
import { createRateWindow } from "./rate-window.ts";
import type { FrameCounts } from "./run-status.ts";

/** Accounts for every frame of one sensor: received = used + Σ dropped + those still on their way. */
export interface FrameCounter {
  received(sequence: number | undefined): void;
  used(): void;
  dropped(reason: string): void;
  /** What was left out of a frame that was good all the same, by word. */
  noted(notes: Readonly<Record<string, number>>): void;
  /** A good frame that the learner had no room for. */
  notLearned(): void;
  counts(): FrameCounts;
}

/** The rate is measured over the last this many seconds. */
const rateWindowS = 5;
/** A larger step in the running numbers is another sender, not frames that were lost. */
const largestGap = 10_000;

export function createFrameCounter(clock: Clock): FrameCounter {
  const drops = createDropCounter();
  const notes = createDropCounter();
  const rate = createRateWindow(clock, rateWindowS);
  let received = 0;
  let used = 0;
  let notLearned = 0;
  let missed = 0;
  let lastSequence: number | undefined;
  return {
    received: (sequence) => {
      received += 1;
      rate.add();
      if (sequence === undefined) return;
      const gap = lastSequence === undefined ? 0 : sequence - lastSequence - 1;
      // A number that falls back is a sender that started again.
      if (gap > 0 && gap <= largestGap) missed += gap;
      lastSequence = sequence;
    },
    used: () => {
      used += 1;
    },
    dropped: (reason) => {
      drops.add(reason);
    },
    noted: (some) => {
      for (const [note, count] of Object.entries(some)) if (count > 0) notes.add(note, count);
    },
    notLearned: () => {
      notLearned += 1;
    },
    counts: () => ({
      received,
      used,
      dropped: drops.byReason(),
      missed,
      perSecond: rate.perSecond(),
      notLearned,
      notes: notes.byReason(),
    }),
  };
}
