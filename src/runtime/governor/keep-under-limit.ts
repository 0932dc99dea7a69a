import type { ConcernState } from "./concern.ts";

/** Between these parts of its limit a quantity is where it should be: nothing changes. */
const lowest = 0.6;
const highest = 0.9;
/** Under this part there is so much room that a rise may be quick. */
const ample = 0.3;
/** What is over by less than this long is a hiccup, not trouble; a judgement comes twice in it. */
const hiccupS = 0.9;
/** Fall in a second for each whole limit too much, and at most. */
const fallPerLimit = 5;
const fastestFall = 1;
const risePerS = 0.2;
const quickRisePerS = 0.5;
/** Wait before a rise; doubled by each new trouble, forgotten after so long without one. */
const firstHoldS = 2;
const longestHoldS = 60;
const forgetAfterS = 60;

/**
 * Moves a ceiling so that a quantity stays under its limit: an integral with a zone in which it
 * rests. What training does to a frame's latency is not known in advance and seen a second late, so
 * a rise is slow, and each one that leads back into trouble makes the next wait twice as long.
 *
 * @param ratio the quantity over its limit; undefined = nobody waits for an answer
 */
export function keepUnderLimit(
  state: ConcernState,
  {
    ratio,
    floor,
    dtS,
  }: { readonly ratio: number | undefined; readonly floor: number; readonly dtS: number },
): ConcernState {
  const { ceiling, holdS } = state;
  if (ratio !== undefined && ratio > highest) {
    const overS = state.overS + dtS;
    if (overS < hiccupS) return { ...state, value: ratio, overS };
    const fall = Math.min(fastestFall, fallPerLimit * (ratio - highest)) * dtS;
    // Trouble that begins again, not trouble that goes on.
    const isNew = state.calmS > 0;
    return {
      ...state,
      value: ratio,
      overS,
      ceiling: Math.max(Math.min(ceiling, floor), ceiling - fall),
      calmS: 0,
      holdS: isNew ? Math.min(longestHoldS, Math.max(firstHoldS, 2 * holdS)) : holdS,
    };
  }
  const calmS = state.calmS + dtS;
  const mayRise = (ratio ?? 0) < lowest && calmS > holdS;
  // Not after a second trouble: then the room is only there because training rests.
  const perS = (ratio ?? 0) < ample && holdS <= firstHoldS ? quickRisePerS : risePerS;
  return {
    ...state,
    value: ratio,
    overS: 0,
    ceiling: mayRise ? Math.min(1, ceiling + perS * dtS) : ceiling,
    calmS,
    holdS: calmS > forgetAfterS ? 0 : holdS,
  };
}
