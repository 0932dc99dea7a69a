import { calm, type ConcernState } from "./concern.ts";
import { concerns } from "./index.ts";
import type { GovernorLimits, GovernorReadings } from "./readings.ts";

/** What the governor remembers. Plain data. */
export interface GovernorState {
  /** Part of the time that training takes, 0..1; 0 is a pause. Absent before the first judgement. */
  readonly duty?: number | undefined;
  readonly concerns: Readonly<Record<string, ConcernState>>;
  /** Seconds since the duty fell. */
  readonly sinceFallS: number;
  /** The duty that was last told as a change. */
  readonly told?: number | undefined;
}

/** Why the duty is what it is, the tightest first. */
interface DutyReason {
  readonly concern: string;
  /** The duty that it allows. */
  readonly ceiling: number;
  readonly sentence: string;
}

export interface Judgement {
  readonly state: GovernorState;
  readonly duty: number;
  readonly reasons: readonly DutyReason[];
  /** The duty changed by enough to tell, since it was told last. */
  readonly change?: { readonly from: number; readonly to: number } | undefined;
}

/** Rise of the duty in a second, and how long after a fall. A concern that needs it slower slows its ceiling. */
const risePerS = 0.5;
const riseAfterS = 1;
/** A smaller fall does not put off the next rise. */
const realFall = 0.05;
/** Less is a pause: a step every few seconds learns nothing. A pause ends at twice as much. */
const least = 0.05;
const resumeAt = 0.1;
/** Changes that are told: falls of so much, rises of so much or to the most, pauses and their ends. */
const toldFall = 0.1;
const toldRise = 0.25;

export const firstGovernorState: GovernorState = { concerns: {}, sinceFallS: 0 };

/**
 * Decides how much of the time training may take: the least that any concern allows. A fall is done
 * at once; a rise waits a second and takes two from nothing to all, with heat and late frames five, so
 * that what it does to them is seen before the next bit. Pure.
 *
 * Within 2 s of a limit being passed the duty is down (called at least twice a second); within 10 s
 * of the last cause being gone it is back, unless late frames keep coming back (keep-under-limit.ts).
 *
 * @param dtS seconds since the judgement before; 0 the first time
 */
export function govern(
  state: GovernorState,
  readings: GovernorReadings,
  limits: GovernorLimits,
  dtS: number,
): Judgement {
  const judged = concerns.entries.map((concern) => ({
    name: concern.name,
    ...concern.judge(state.concerns[concern.name] ?? calm, readings, limits, dtS),
  }));
  const target = Math.min(limits.maxDuty, ...judged.map((j) => j.state.ceiling));
  const before = state.duty ?? target;
  const { duty, sinceFallS } = move(before, target, state.sinceFallS + dtS, dtS);
  const told = state.told ?? duty;
  const isTold =
    (duty === 0) !== (told === 0) ||
    told - duty >= toldFall ||
    duty - told >= toldRise ||
    (duty > told + 1e-9 && duty >= limits.maxDuty);
  const reasons = judged
    .flatMap(({ name, state: { ceiling }, reason }) =>
      reason === undefined ? [] : [{ concern: name, ceiling, sentence: reason }],
    )
    .sort((a, b) => a.ceiling - b.ceiling);
  return {
    state: {
      duty,
      sinceFallS,
      told: isTold ? duty : told,
      concerns: Object.fromEntries(judged.map((j) => [j.name, j.state])),
    },
    duty,
    reasons,
    ...(isTold && { change: { from: told, to: duty } }),
  };
}

function move(
  before: number,
  target: number,
  sinceFallS: number,
  dtS: number,
): { readonly duty: number; readonly sinceFallS: number } {
  if (target < before) {
    const duty = target < least ? 0 : target;
    return { duty, sinceFallS: before - duty >= realFall ? 0 : sinceFallS };
  }
  if (sinceFallS < riseAfterS) return { duty: before, sinceFallS };
  if (before === 0) {
    return { duty: target < resumeAt ? 0 : Math.min(target, resumeAt), sinceFallS };
  }
  return { duty: Math.min(target, before + risePerS * dtS), sinceFallS };
}
