import { readFileSync, writeFileSync } from "node:fs";

/** Bytes of this process; absent where the system does not count them so (Linux does). */
function statusBytes(field: "VmHWM" | "VmRSS"): number | undefined {
  try {
    const found = new RegExp(`^${field}:\\s*(\\d+) kB`, "m").exec(
      readFileSync("/proc/self/status", "utf8"),
    );
    return found ? Number(found[1]) * 1024 : undefined;
  } catch {
    return undefined;
  }
}

/** Resident bytes now; from here {@link peakBytes} counts anew. */
export function markIdleBytes(): number | undefined {
  try {
    writeFileSync("/proc/self/clear_refs", "5");
  } catch {
    // Not allowed in some containers: the peak then is that since the start, never less.
  }
  return statusBytes("VmRSS");
}

/** The most bytes that were resident since {@link markIdleBytes}. */
export function peakBytes(): number | undefined {
  return statusBytes("VmHWM");
}
