import { join } from "node:path";
import { fail } from "../core/errors.ts";
import { sensorFolder } from "../learn/checkpoint/checkpoint-path.ts";

/** As an identifier on the wire, and a file's name on every system. */
const namePattern = /^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,63}$/;

/**
 * `<root>/<sensor>/heads`, beside the sensor's checkpoints: a head outlives the model it was fitted for.
 * @throws AppError OPTION_INVALID when the sensor's name could lead out of the root
 */
export function headFolder(root: string, sensor: string): string {
  return join(sensorFolder(root, sensor), "heads");
}

/** Whether `name` can name a head. */
export function isHeadName(name: string): boolean {
  return namePattern.test(name);
}

/** @throws AppError OPTION_INVALID when `name` cannot name a head */
export function requireHeadName(name: string): void {
  if (isHeadName(name)) return;
  fail("OPTION_INVALID", "--name", "at most 64 letters, digits and _ . - (no leading dot)", name);
}

/** `<folder>/<name>.json`. */
export function headFile(folder: string, name: string): string {
  return join(folder, `${name}.json`);
}
