import { workerEntry } from "../../core/worker-entry.ts";
import type { ProviderReport } from "../engine.ts";
import { probeInProcess } from "../probe-in-process.ts";

/** What onnxruntime-node has a name for; whether it has the libraries is what the probe finds out. */
const providerNames = ["cpu", "cuda", "tensorrt", "webgpu"] as const;

/** Runs a tiny session on every provider this engine has a name for. */
export async function probeProviders(): Promise<Readonly<Record<string, ProviderReport>>> {
  const reports = providerNames.map(async (name) => [name, await probeProvider(name)] as const);
  return Object.fromEntries(await Promise.all(reports));
}

/** Runs a tiny session on `provider` in a process of its own. */
export async function probeProvider(provider: string): Promise<ProviderReport> {
  if (!(providerNames as readonly string[]).includes(provider)) {
    return { usable: false, reason: `onnxruntime-node has ${providerNames.join(", ")}` };
  }
  return probeInProcess(workerEntry(import.meta.url, "probe-process"), [provider]);
}
