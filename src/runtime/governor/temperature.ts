import { between } from "./between.ts";
import type { Concern } from "./concern.ts";

/** Time constant of the fall of the smoothed value, seconds; a rise counts at once. */
const fallS = 2;
/** Rise of the ceiling in a second: slower than a sensor follows the chip. */
const risePerS = 0.2;
/** A pause ends when this part of the way back to the lower limit is done. */
const resumePart = 0.4;

/**
 * Duty falls straight from 1 at `slowAtC` to 0 at `stopAtC`: proportional control. A board heats in
 * tens of seconds and its sensor follows in a few, so that this settles without ringing for up to
 * some 80 °C between idle and full duty; an integral would ring (test/unit/runtime/governor). A
 * sensor that falls silent leaves the last ceiling as it is.
 */
export const temperature: Concern = {
  name: "temperature",
  judge(state, { temperature: now }, { slowAtC, stopAtC }, dtS) {
    const before = state.value ?? now?.celsius;
    if (before === undefined) return { state };
    const celsius = now?.celsius ?? before;
    const value = Math.max(celsius, before + (celsius - before) * (1 - Math.exp(-dtS / fallS)));
    const resumeAtC = stopAtC - resumePart * (stopAtC - slowAtC);
    const isPausing = state.isPausing ? value > resumeAtC : value >= stopAtC;
    const allowed = isPausing ? 0 : between(value, stopAtC, slowAtC);
    const ceiling = Math.min(allowed, state.ceiling + risePerS * dtS);
    const where = now ? now.name : "the sensor is silent, last";
    const limits = isPausing
      ? `training pauses until ${resumeAtC.toFixed(1)} °C`
      : `training slows down from ${slowAtC} °C on and pauses at ${stopAtC} °C`;
    return {
      state: { ...state, value, isPausing, ceiling },
      ...(ceiling < 1 && { reason: `${where} ${value.toFixed(1)} °C: ${limits}` }),
    };
  },
};
