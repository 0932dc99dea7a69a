import type { DeviceSetting } from "../config/device-defaults.ts";
import type { Device } from "../runtime/recognise-device.ts";

/** Which device a run took itself to be on, and what that decided. */
export interface DeviceReport {
  readonly profile: string;
  readonly recognisedBy: string;
  /** By path of the configuration's field. */
  readonly settings: Readonly<Record<string, Pick<DeviceSetting, "value" | "from">>>;
}

/** The device and its settings as `--json` has them. */
export function deviceReport(
  { profile, recognisedBy }: Device,
  settings: readonly DeviceSetting[],
): DeviceReport {
  return {
    profile: profile.name,
    recognisedBy,
    settings: Object.fromEntries(settings.map(({ path, value, from }) => [path, { value, from }])),
  };
}

/** The same in a line for the log; what the configuration decided is marked. */
export function deviceLine({ profile, recognisedBy, settings }: DeviceReport): string {
  const parts = Object.entries(settings).map(
    ([path, { value, from }]) =>
      `${path} ${value}${from === "configuration" ? " (configured)" : ""}`,
  );
  return `device profile ${profile} (${recognisedBy}): ${parts.join(", ")}`;
}
