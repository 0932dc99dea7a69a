import { readlinkSync } from "node:fs";
import { getPriority, setPriority } from "node:os";
import { basename } from "node:path";

const lastPriority = 19;

/**
 * Adds `amount` (0-19) to the niceness of the calling thread. Threads it starts afterwards inherit
 * it, so call this before the runtime creates its own.
 *
 * Niceness belongs to a thread on Linux only; elsewhere it would slow the whole process, so nothing
 * happens. Where it is refused (no /proc, a seccomp filter) the thread stays at normal priority:
 * training that goes a little too fast is better than none.
 */
export function addThreadNiceness(amount: number): void {
  if (amount === 0 || process.platform !== "linux") return;
  try {
    const threadId = Number(basename(readlinkSync("/proc/thread-self")));
    setPriority(threadId, Math.min(lastPriority, getPriority(threadId) + amount));
  } catch {
    return;
  }
}
