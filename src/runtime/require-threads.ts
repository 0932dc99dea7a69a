import { fail } from "../core/errors.ts";

/** @throws AppError OPTION_INVALID when `threads` is no positive integer. */
export function requireThreads(threads: number): void {
  if (!Number.isInteger(threads) || threads < 1) {
    fail("OPTION_INVALID", "threads", "a positive integer", threads);
  }
}
