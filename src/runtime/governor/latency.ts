import type { Concern } from "./concern.ts";
import { keepUnderLimit } from "./keep-under-limit.ts";

/** Keeps the time that a frame takes to its answer under the deadline of its sensor. */
export const latency: Concern = {
  name: "latency",
  judge(before, { latency: now }, { minDuty }, dtS) {
    const ratio = now && now.ms / now.deadlineMs;
    const state = keepUnderLimit(before, { ratio, floor: minDuty, dtS });
    if (state.ceiling >= 1) return { state };
    const figures =
      now &&
      `${now.sensor} is answered after ${now.ms.toFixed(0)} ms, the deadline is ${now.deadlineMs.toFixed(0)} ms`;
    const reason = state.overS > 0 ? figures : `answers were late: ${figures ?? "none is due now"}`;
    return { state, reason };
  },
};
