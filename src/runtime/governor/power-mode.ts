import type { Concern } from "./concern.ts";

/** The duty that the profile or the configuration allows in the present power mode. */
export const powerMode: Concern = {
  name: "power-mode",
  judge(state, { powerMode: mode }, { powerModes, otherDuty }) {
    if (!mode) return { state };
    // MODE_15W_6CORE is a 15W mode; the numbers before the names differ from carrier to carrier.
    const words = (mode.name ?? "").toUpperCase().split(/[^A-Z0-9]+/);
    const ceiling = powerModes.find(({ name }) => words.includes(name))?.duty ?? otherDuty;
    const called = mode.name ?? `number ${mode.id}`;
    return {
      state: { ...state, ceiling },
      ...(ceiling < 1 && { reason: `power mode ${called} allows a duty of ${ceiling}` }),
    };
  },
};
