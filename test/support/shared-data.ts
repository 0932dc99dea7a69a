import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The path of a real recording or file beside the checkout; such data is never part of the project. */
export function sharedData(path: string): string {
  return fileURLToPath(new URL(`../../../shared/data/${path}`, import.meta.url));
}

/** For `describe.skipIf`, with the reason for the suite's name. */
export function sharedDataSuite(path: string): {
  readonly isAbsent: boolean;
  readonly note: string;
} {
  const isAbsent = !existsSync(sharedData(path));
  return { isAbsent, note: isAbsent ? ` (skipped: ../shared/data/${path} is absent)` : "" };
}
