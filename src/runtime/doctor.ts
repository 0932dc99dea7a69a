import type { ProviderReport } from "./engine.ts";
import { engines } from "./index.ts";
import { onnxRuntimeVersion } from "./ort-node/runtime-version.ts";
import { recogniseDevice } from "./recognise-device.ts";

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
  readonly device: {
    readonly profile: string;
    readonly architecture: string;
    readonly cores: number;
    readonly memoryMb: number;
    readonly cpuModel: string;
    readonly accelerators: readonly string[];
  };
  readonly native: { readonly loaded: boolean; readonly reason: string };
}

/**
 * Tries every provider of every engine with a tiny session and reads what the machine is.
 *
 * @throws AppError DEVICE_PROFILE_MISSING, DEVICE_PROFILE_INVALID
 */
export async function examine(): Promise<Examination> {
  const [device, reports] = await Promise.all([
    recogniseDevice(),
    Promise.all(engines.entries.map(async (kind) => [kind.name, await kind.probe()] as const)),
  ]);
  const providers: Record<string, ProviderReport> = {};
  const working: Record<string, { version: string; providers: readonly string[] }> = {};
  for (const [engine, report] of reports) {
    const usable = Object.keys(report).filter((name) => report[name]?.usable);
    working[engine] = { version: onnxRuntimeVersion(), providers: usable };
    for (const [name, provider] of Object.entries(report)) {
      if (provider.usable || providers[name] === undefined) providers[name] = provider;
    }
  }
  const { profile, ...facts } = device;
  return {
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    engines: working,
    providers,
    device: { profile: profile.name, ...facts },
    native: { loaded: false, reason: "this build has no native addon; TypeScript does its work" },
  };
}
