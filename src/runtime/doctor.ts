import { loadAddon } from "../native/addon.ts";
import { chooseEngine } from "./choose-engine.ts";
import type { DeviceProfile } from "./device-profile.ts";
import type { ProviderReport } from "./engine.ts";
import { engines } from "./index.ts";
import { recogniseDevice, type Device } from "./recognise-device.ts";
import { createDeviceFiles } from "./senses/device-files.ts";
import { lookAtDevice, type DeviceState } from "./senses/look-at-device.ts";
import { findNvidiaSmi, readGpuCards } from "./senses/nvidia-smi.ts";

/** What runs on this machine. Everything in it was tried or read just now; nothing is assumed. */
export interface Examination {
  readonly node: string;
  readonly platform: string;
  /** Engines of this build with their runtime's version and the providers that ran. */
  readonly engines: Readonly<
    Record<string, { readonly version: string; readonly providers: readonly string[] }>
  >;
  /** Usable when any engine ran it. */
  readonly providers: Readonly<Record<string, ProviderReport>>;
  readonly device: Omit<Device, "profile"> & {
    readonly profile: string;
    /** What its sensors and power supply say just now. */
    readonly now: Omit<DeviceState, "board" | "cpu">;
  };
  /** What runs when the configuration leaves it open. */
  readonly choice: {
    readonly name?: string;
    readonly provider?: string;
    readonly reason: string;
  };
  readonly native: { readonly loaded: boolean; readonly reason: string };
}

/** An examination, and the device with its whole profile. */
export interface Examined {
  readonly found: Examination;
  readonly device: Device;
}

/**
 * Tries every provider of every engine with a tiny session and reads what the machine is.
 *
 * @param options.root folder that stands for `/` where the device is looked at
 * @throws AppError DEVICE_PROFILE_MISSING, DEVICE_PROFILE_INVALID
 */
export async function examine(
  options: { readonly root?: string | undefined } = {},
): Promise<Examined> {
  // Before the providers are tried: that keeps this thread busy for longer than a file may take.
  const now = await lookNow(options.root);
  const [device, reports] = await Promise.all([
    recogniseDevice(options),
    Promise.all(engines.entries.map(async (kind) => [kind.name, await kind.probe()] as const)),
  ]);
  const providers: Record<string, ProviderReport> = {};
  const working: Record<string, { version: string; providers: readonly string[] }> = {};
  for (const [engine, report] of reports) {
    const usable = Object.keys(report).filter((name) => report[name]?.usable);
    working[engine] = { version: engines.get(engine).version(), providers: usable };
    for (const [name, provider] of Object.entries(report)) {
      if (provider.usable || providers[name] === undefined) providers[name] = provider;
    }
  }
  const { profile, ...facts } = device;
  const addon = loadAddon();
  const found: Examination = {
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    engines: working,
    providers,
    device: { profile: profile.name, ...facts, now },
    choice: await choiceOn(profile),
    native: addon.loaded
      ? { loaded: true, reason: addon.path }
      : { loaded: false, reason: addon.reason },
  };
  return { found, device };
}

async function lookNow(root: string | undefined): Promise<Examination["device"]["now"]> {
  const files = createDeviceFiles({ root });
  const program = await findNvidiaSmi(files.root);
  const [{ l4t, powerMode, temperatures, gpu, rails, memory }, cards] = await Promise.all([
    lookAtDevice(files),
    program === undefined ? undefined : readGpuCards(program),
  ]);
  return { l4t, powerMode, temperatures, gpu, cards, rails, memory };
}

/** Nothing usable is a finding here, not a failure. */
async function choiceOn(profile: DeviceProfile): Promise<Examination["choice"]> {
  try {
    const { engine, choice } = await chooseEngine({ name: "auto", provider: "auto" }, { profile });
    await engine.close();
    return { name: choice.name, provider: choice.provider, reason: choice.reason };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}
