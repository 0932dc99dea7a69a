import type { DeviceFiles } from "./device-files.ts";

/** One temperature of the device. */
export interface Temperature {
  readonly name: string;
  readonly celsius: number;
}

const coldestC = -60;
const hottestC = 200;

/**
 * Thermal zones and the processors' hwmon sensors; undefined where there is none. A zone that is
 * switched off says −256 °C (Tegra) and is left out.
 * @see Linux Documentation/driver-api/thermal/sysfs-api.rst (millidegrees)
 */
export async function readTemperatures(
  files: DeviceFiles,
): Promise<readonly Temperature[] | undefined> {
  const all = await Promise.all([
    sensorsOf(files, {
      folder: "sys/class/thermal",
      prefix: "thermal_zone",
      name: "type",
      value: "temp",
    }),
    // AMD's processors have no zone, only this; `temp1` is the whole package.
    sensorsOf(files, {
      folder: "sys/class/hwmon",
      prefix: "hwmon",
      name: "name",
      value: "temp1_input",
    }),
  ]);
  const found = all.flat();
  return found.length === 0 ? undefined : found;
}

async function sensorsOf(
  files: DeviceFiles,
  where: {
    readonly folder: string;
    readonly prefix: string;
    readonly name: string;
    readonly value: string;
  },
): Promise<readonly Temperature[]> {
  const entries = await files.list(where.folder);
  const found = await Promise.all(
    entries
      .filter((entry) => entry.startsWith(where.prefix))
      .map(async (entry) => {
        const folder = `${where.folder}/${entry}`;
        const [name, milli] = await Promise.all([
          files.fixed(`${folder}/${where.name}`),
          files.number(`${folder}/${where.value}`),
        ]);
        if (name === undefined || milli === undefined) return [];
        const celsius = milli / 1000;
        return celsius > coldestC && celsius < hottestC ? [{ name, celsius }] : [];
      }),
  );
  return found.flat();
}

/** The hottest of those whose name begins with one of `prefixes`. */
export function hottestOf(
  temperatures: readonly Temperature[],
  prefixes: readonly string[],
): Temperature | undefined {
  return temperatures
    .filter(({ name }) => prefixes.some((prefix) => name.startsWith(prefix)))
    .reduce<Temperature | undefined>(
      (hottest, one) => (hottest === undefined || one.celsius > hottest.celsius ? one : hottest),
      undefined,
    );
}
