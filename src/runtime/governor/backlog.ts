import type { Concern } from "./concern.ts";
import { keepUnderLimit } from "./keep-under-limit.ts";

/** Keeps the part of the frames that are lost because something was busy under its limit. */
export const backlog: Concern = {
  name: "backlog",
  judge(before, { backlog: now }, { minDuty, lateFraction }, dtS) {
    const ratio = now && now.lateFraction / lateFraction;
    const state = keepUnderLimit(before, { ratio, floor: minDuty, dtS });
    if (state.ceiling >= 1) return { state };
    const percent = (part: number): string => `${(100 * part).toFixed(0)} %`;
    const figures =
      now &&
      `${now.sensor} loses ${percent(now.lateFraction)} of its frames to waiting, the limit is ${percent(lateFraction)}`;
    const reason = state.overS > 0 ? figures : `frames were lost: ${figures ?? "none comes now"}`;
    return { state, reason };
  },
};
