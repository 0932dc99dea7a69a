import { z } from "zod";

const fraction = z.number().min(0).max(1);
const celsius = z.number().min(20).max(120);

/** Limits that training keeps; `saccade doctor` says what the device's profile gives for them. */
export const governorConfig = z
  .strictObject({
    enabled: z.boolean().default(true),
    /** Part of the time that training may take at most. */
    maxDuty: z.number().min(0.05).max(1).default(1),
    /** Least part that late frames leave to training; heat and lack of memory may take it all. */
    minDuty: fraction.default(0.1),
    /** A frame should be answered within this; absent = before the sensor's next one. */
    deadlineMs: z.number().min(1).max(60_000).optional(),
    /** Part of the frames that may be dropped because something was busy. */
    lateFraction: z.number().gt(0).max(1).default(0.1),
    /** Training slows down from this temperature on … */
    slowAtC: celsius.default(80),
    /** … and pauses from this one on. */
    stopAtC: celsius.default(90),
    /** Training slows down when less than this part of the memory is available … */
    slowBelowFreeFraction: fraction.default(0.1),
    /** … and pauses when less than this part is. */
    stopBelowFreeFraction: fraction.default(0.04),
    /** Duty by a word of the power mode's name, before those of the profile: `{ 15W: 0.8 }`. */
    powerModes: z.record(z.string().regex(/^[A-Z0-9]+$/), fraction).default({}),
  })
  .refine((g) => g.slowAtC < g.stopAtC, { path: ["slowAtC"], error: "must be below stopAtC" })
  .refine((g) => g.stopBelowFreeFraction < g.slowBelowFreeFraction, {
    path: ["stopBelowFreeFraction"],
    error: "must be below slowBelowFreeFraction",
  });
