import type { Addon } from "../../native/addon.ts";

/** What every session of an engine is opened with. */
export interface NativeSetup {
  readonly addon: Addon;
  /** Path of the libonnxruntime. */
  readonly library: string;
  readonly provider: string;
  readonly providerOptions: Readonly<Record<string, string>>;
}

/** The setup's part of a session's options. */
export function sessionInit({ library, provider, providerOptions }: NativeSetup): {
  readonly library: string;
  readonly providers: readonly {
    readonly name: string;
    readonly options: Readonly<Record<string, string>>;
  }[];
} {
  const own = { name: provider, options: providerOptions };
  // What TensorRT does not take, CUDA does; what neither takes, the CPU.
  const device = { device_id: providerOptions["device_id"] ?? "0" };
  const providers = provider === "tensorrt" ? [own, { name: "cuda", options: device }] : [own];
  return { library, providers };
}

/** The CUDA device on which a trainer's state lives; undefined = host. */
export function stateDevice({ provider, providerOptions }: NativeSetup): number | undefined {
  return provider === "cpu" ? undefined : Number(providerOptions["device_id"] ?? "0");
}
