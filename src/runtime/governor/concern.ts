import type { GovernorLimits, GovernorReadings } from "./readings.ts";

/** What a concern remembers from one judgement to the next; each uses what it needs. */
export interface ConcernState {
  /** The duty that it allows, 0..1. */
  readonly ceiling: number;
  /** The quantity that it watches, smoothed. */
  readonly value?: number | undefined;
  /** It has said 0 and has not taken it back yet. */
  readonly isPausing: boolean;
  /** Seconds for which the quantity has been over its limit without a break. */
  readonly overS: number;
  /** Seconds since the last trouble, and how many of them it waits before it allows more. */
  readonly calmS: number;
  readonly holdS: number;
}

/** One thing that training must not harm. */
export interface Concern {
  readonly name: string;
  /**
   * Pure. A reading that is absent must not be taken for a good one where harm would follow.
   * @param dtS seconds since the judgement before
   * @returns the next state, and one sentence with figures while it allows less than 1
   */
  judge(
    state: ConcernState,
    readings: GovernorReadings,
    limits: GovernorLimits,
    dtS: number,
  ): { readonly state: ConcernState; readonly reason?: string | undefined };
}

/** Nothing is wrong that is known of. */
export const calm: ConcernState = { ceiling: 1, isPausing: false, overS: 0, calmS: 1, holdS: 0 };
