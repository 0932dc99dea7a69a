import { between } from "./between.ts";
import type { Concern } from "./concern.ts";

/**
 * Duty falls straight from 1 at `slowBelowFreeFraction` of the memory to 0 at
 * `stopBelowFreeFraction`, and comes back half way between them. A pause frees nothing by itself: it
 * keeps training from taking what inference and the other programs ask for next.
 */
export const memory: Concern = {
  name: "memory",
  judge(state, { memory: room }, { slowBelowFreeFraction, stopBelowFreeFraction }) {
    if (!room) return { state };
    const free = room.availableMb / room.totalMb;
    const resumeAt = (slowBelowFreeFraction + stopBelowFreeFraction) / 2;
    const isPausing = state.isPausing ? free < resumeAt : free <= stopBelowFreeFraction;
    const ceiling = isPausing ? 0 : between(free, stopBelowFreeFraction, slowBelowFreeFraction);
    const mb = (fraction: number): string => `${Math.round(fraction * room.totalMb)} MB`;
    const whose = room.limit === "machine" ? "of the machine's memory" : "of the cgroup's memory";
    const limits = isPausing
      ? `training pauses until ${mb(resumeAt)}`
      : `training slows down below ${mb(slowBelowFreeFraction)} and pauses at ${mb(stopBelowFreeFraction)}`;
    return {
      state: { ...state, value: free, isPausing, ceiling },
      ...(ceiling < 1 && { reason: `${mb(free)} ${whose} free: ${limits}` }),
    };
  },
};
