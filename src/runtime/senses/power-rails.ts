import type { DeviceFiles } from "./device-files.ts";

/** One measured supply of the board. */
export interface PowerRail {
  /** `VDD_IN`, `VDD_CPU_GPU_CV`. */
  readonly name: string;
  readonly watts: number;
}

/** Channels of the chip; channel 7 is their sum and has no current. */
const channels = [1, 2, 3];

/**
 * Power of each channel of the INA3221 monitors; undefined where there is none.
 * @see Linux Documentation/hwmon/ina3221.rst (millivolts, milliamperes)
 */
export async function readPowerRails(
  files: DeviceFiles,
): Promise<readonly PowerRail[] | undefined> {
  const monitors = (await files.list("sys/class/hwmon")).filter((e) => e.startsWith("hwmon"));
  const rails = await Promise.all(
    monitors.map(async (monitor) => {
      const folder = `sys/class/hwmon/${monitor}`;
      if ((await files.fixed(`${folder}/name`)) !== "ina3221") return [];
      return (await Promise.all(channels.map((n) => readChannel(files, folder, n)))).flat();
    }),
  );
  const found = rails.flat();
  return found.length === 0 ? undefined : found;
}

async function readChannel(
  files: DeviceFiles,
  folder: string,
  n: number,
): Promise<readonly PowerRail[]> {
  const [label, millivolts, milliamperes] = await Promise.all([
    files.fixed(`${folder}/in${n}_label`),
    files.number(`${folder}/in${n}_input`),
    files.number(`${folder}/curr${n}_input`),
  ]);
  if (label === undefined || millivolts === undefined || milliamperes === undefined) return [];
  return [{ name: label, watts: (millivolts * milliamperes) / 1e6 }];
}
