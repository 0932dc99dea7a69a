import type { DeviceFiles } from "./device-files.ts";

/** An integrated GPU's load and clock; a part that the driver does not tell is absent. */
export interface GpuLoad {
  readonly name: string;
  readonly loadFraction?: number | undefined;
  readonly clockMhz?: number | undefined;
  readonly maxClockMhz?: number | undefined;
}

// 17000000.gpu and 17000000.ga10b (Orin), 17000000.gv11b (Xavier), gpu-gpc-0 (Thor), gpu (Raspberry Pi).
const gpuName = /(?:^|\.)(?:gpu|ga10b|gv11b|gp10b|gpu-gpc-\d+)$/;

/** Reads devfreq of an integrated GPU; undefined where there is none. Thor tells no load here. */
export async function readGpuLoad(files: DeviceFiles): Promise<GpuLoad | undefined> {
  const name = (await files.list("sys/class/devfreq")).find((entry) => gpuName.test(entry));
  if (name === undefined) return undefined;
  const folder = `sys/class/devfreq/${name}`;
  const [clock, maxClock, ...loads] = await Promise.all([
    files.number(`${folder}/cur_freq`),
    files.number(`${folder}/max_freq`),
    files.number(`${folder}/device/load`),
    files.number("sys/devices/platform/gpu.0/load"),
    files.number("sys/devices/gpu.0/load"),
  ]);
  const perMille = loads.find((load) => load !== undefined && load >= 0 && load <= 1000);
  return {
    name,
    ...(perMille !== undefined && { loadFraction: perMille / 1000 }),
    ...(clock !== undefined && { clockMhz: clock / 1e6 }),
    ...(maxClock !== undefined && { maxClockMhz: maxClock / 1e6 }),
  };
}
