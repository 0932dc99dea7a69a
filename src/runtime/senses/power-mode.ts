import type { DeviceFiles } from "./device-files.ts";

/** The power mode that nvpmodel has set. */
export interface PowerMode {
  readonly id: number;
  /** `MODE_15W_6CORE`, `MAXN_SUPER`; absent when the configuration does not list the number. */
  readonly name?: string | undefined;
}

/**
 * Reads nvpmodel's own files: its status, else the default of its configuration. The numbers are the
 * carrier's, so only the name means anything. `nvpmodel -q` would start a process and ask for root.
 */
export async function readPowerMode(files: DeviceFiles): Promise<PowerMode | undefined> {
  const [status = "", models = ""] = await Promise.all([
    files.text("var/lib/nvpmodel/status"),
    files.fixed("etc/nvpmodel.conf"),
  ]);
  const number =
    /pmode:(\d+)/.exec(status)?.[1] ?? /^<\s*PM_CONFIG\s+DEFAULT=(\d+)/m.exec(models)?.[1];
  if (number === undefined) return undefined;
  const id = Number(number);
  const line = [...models.matchAll(/^<\s*POWER_MODEL\s+ID=(\d+)\s+NAME=(\S+?)\s*>/gm)];
  return { id, name: line.find((found) => Number(found[1]) === id)?.[2] };
}
