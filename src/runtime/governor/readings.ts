import type { MemoryRoom } from "../senses/memory.ts";
import type { PowerMode } from "../senses/power-mode.ts";
import type { Temperature } from "../senses/temperatures.ts";

/** What the governor looks at; absent = not known now. */
export interface GovernorReadings {
  /** Of the sensor that is worst against its deadline, over about the last second. */
  readonly latency?:
    { readonly sensor: string; readonly ms: number; readonly deadlineMs: number } | undefined;
  /** Of the sensor that lost most of its frames because something was busy, 0..1. */
  readonly backlog?: { readonly sensor: string; readonly lateFraction: number } | undefined;
  /** The hottest that counts. */
  readonly temperature?: Temperature | undefined;
  readonly powerMode?: PowerMode | undefined;
  readonly memory?: MemoryRoom | undefined;
}

/** What training must keep; from the configuration and the device's profile. */
export interface GovernorLimits {
  /** Part of the time that training may take at most, 0..1. */
  readonly maxDuty: number;
  /** Least part that latency and backlog leave to it. */
  readonly minDuty: number;
  /** Part of the frames that may be lost because something was busy. */
  readonly lateFraction: number;
  readonly slowAtC: number;
  readonly stopAtC: number;
  readonly slowBelowFreeFraction: number;
  readonly stopBelowFreeFraction: number;
  /** Duty by a word of the power mode's name; the first that fits. */
  readonly powerModes: readonly { readonly name: string; readonly duty: number }[];
  /** In a power mode that has no line. */
  readonly otherDuty: number;
}
