import { join } from "node:path";
import { fail } from "../../core/errors.ts";

const stepDigits = 8;
const namePattern = /^step-(\d{8,15})$/;
const sensorPattern = /^[A-Za-z0-9_:-][A-Za-z0-9_.:-]*$/;

/** `step-00000050`: sorts by step as text. @throws AppError OPTION_INVALID */
export function checkpointName(step: number): string {
  if (!Number.isSafeInteger(step) || step < 0) {
    fail("OPTION_INVALID", "step", "a non-negative integer", step);
  }
  return `step-${String(step).padStart(stepDigits, "0")}`;
}

/** The step a checkpoint's folder is named after, or undefined when it is no such name. */
export function stepOfName(name: string): number | undefined {
  const digits = namePattern.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/**
 * `<root>/<sensor>`.
 *
 * @throws AppError OPTION_INVALID when the sensor's name could lead out of the root
 */
export function sensorFolder(root: string, sensor: string): string {
  if (!sensorPattern.test(sensor)) {
    const expected = "letters, digits and _ . : - (no leading dot)";
    fail("OPTION_INVALID", "the sensor's name", expected, sensor);
  }
  return join(root, sensor);
}
