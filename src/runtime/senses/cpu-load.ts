import type { DeviceFiles } from "./device-files.ts";

/** Time of all cores since the start of the machine, in clock ticks. */
export interface CpuTicks {
  readonly busy: number;
  readonly total: number;
}

/** Reads the counters of all cores together. @see proc(5), /proc/stat */
export async function readCpuTicks(files: DeviceFiles): Promise<CpuTicks | undefined> {
  const line = /^cpu +(\d[\d ]*)/.exec((await files.text("proc/stat")) ?? "")?.[1];
  const numbers = line?.trim().split(/ +/).map(Number) ?? [];
  // user nice system idle iowait irq softirq steal; guest times are in user and nice already.
  const counted = numbers.slice(0, 8);
  const total = counted.reduce((sum, n) => sum + n, 0);
  if (counted.length < 4 || !Number.isFinite(total)) return undefined;
  return { busy: total - counted[3]! - (counted[4] ?? 0), total };
}

/** Part of the time between two readings that the cores worked; undefined when no time passed. */
export function cpuLoadBetween(before: CpuTicks, after: CpuTicks): number | undefined {
  const total = after.total - before.total;
  if (total <= 0) return undefined;
  return Math.min(1, Math.max(0, (after.busy - before.busy) / total));
}
