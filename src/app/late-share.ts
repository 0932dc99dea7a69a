import type { Clock } from "../core/clock.ts";
import type { FrameCounts } from "./run-status.ts";

/** The part of a sensor's frames that is lost because something was busy. */
export interface LateShare {
  /** Of the last two seconds, 0..1; absent while fewer than five frames came. Call it several times a second. */
  look(counts: Pick<FrameCounts, "received" | "dropped">): number | undefined;
}

const windowMs = 2000;
const fewest = 5;
/** Reasons under which a good frame goes because another was being decoded or answered. */
const lateReasons = ["buffer-full", "decode-busy", "superseded", "too-old"];

/** Holds the counts of two seconds. */
export function createLateShare(clock: Clock): LateShare {
  const looks: { readonly atMs: number; readonly received: number; readonly late: number }[] = [];
  return {
    look: ({ received, dropped }) => {
      const late = lateReasons.reduce((sum, reason) => sum + (dropped[reason] ?? 0), 0);
      const now = { atMs: clock.monotonicMs(), received, late };
      looks.push(now);
      while (looks.length > 2 && looks[1]!.atMs <= now.atMs - windowMs) looks.shift();
      const came = received - looks[0]!.received;
      return came < fewest ? undefined : Math.min(1, (late - looks[0]!.late) / came);
    },
  };
}
