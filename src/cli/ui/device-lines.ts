import type { DeviceSetting } from "../../config/device-defaults.ts";
import type { DeviceProfile } from "../../runtime/device-profile.ts";
import type { Examination } from "../../runtime/doctor.ts";
import { count, decimal } from "./words.ts";

/** The device, its profile and what its sensors say now, for a person. Pure. */
export function deviceLines(
  device: Examination["device"],
  profile: DeviceProfile,
  settings: readonly DeviceSetting[],
): readonly string[] {
  const { board, accelerators, now } = device;
  const seen = accelerators.length === 0 ? "no accelerator seen" : accelerators.join(", ");
  const { fits } = profile;
  const state = [
    ...(now.l4t === undefined ? [] : [`L4T ${now.l4t}`]),
    ...(now.powerMode ? [`power mode ${now.powerMode.name ?? now.powerMode.id}`] : []),
    ...(now.temperatures ?? []).map((t) => `${t.name} ${decimal(t.celsius, 0)} °C`),
    ...(now.gpu ? [gpuText(now.gpu)] : []),
    ...(now.cards ?? []).map(cardText),
    ...(now.rails ?? []).map((rail) => `${rail.name} ${decimal(rail.watts, 1)} W`),
    ...(now.memory
      ? [
          `${count(now.memory.availableMb)} of ${count(now.memory.totalMb)} MB free (${now.memory.limit})`,
        ]
      : []),
  ];
  const unverified = Object.entries(profile)
    .filter(([, section]) => isUnverified(section))
    .map(([name]) => name);
  return [
    ...(board
      ? [`${board.model}${board.modules.length > 0 ? `, ${board.modules.join(", ")}` : ""}`]
      : []),
    `device profile ${device.profile} (${device.recognisedBy}): ${device.cores} cores, ${count(device.memoryMb)} MB, ${device.cpuModel}, ${seen}`,
    `  gives ${settings.map(({ path, value }) => `${path} ${value}`).join(", ")}`,
    `  fits batch ${fits.batch}, image ${fits.image.width}×${fits.image.height}, range image ${fits.rangeImage.rows}×${fits.rangeImage.columns}`,
    ...(unverified.length > 0 ? [`  not verified on such a device: ${unverified.join(", ")}`] : []),
    ...(state.length > 0 ? [`  now ${state.join(", ")}`] : []),
  ];
}

function isUnverified(section: unknown): boolean {
  if (Array.isArray(section)) return section.some(isUnverified);
  return (
    typeof section === "object" &&
    section !== null &&
    "isVerified" in section &&
    section.isVerified === false
  );
}

function gpuText({
  name,
  loadFraction,
  clockMhz,
}: NonNullable<Examination["device"]["now"]["gpu"]>): string {
  const load = loadFraction === undefined ? "" : ` ${decimal(100 * loadFraction, 0)} %`;
  return `GPU ${name}${load}${clockMhz === undefined ? "" : ` at ${decimal(clockMhz, 0)} MHz`}`;
}

function cardText({
  name,
  celsius,
  watts,
}: NonNullable<Examination["device"]["now"]["cards"]>[number]): string {
  return `${name} ${decimal(celsius, 0)} °C ${decimal(watts, 0)} W`;
}
