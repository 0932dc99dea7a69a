import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { workerEntry } from "../../core/worker-entry.ts";
import type { ProviderReport } from "../engine.ts";

/** What onnxruntime-node has a name for; whether it has the libraries is what the probe finds out. */
const providerNames = ["cpu", "cuda", "tensorrt", "webgpu"] as const;

/** A cold GPU driver needs seconds for its first context. */
const limitMs = 30_000;
const run = promisify(execFile);

/** Runs a tiny session on every provider this engine has a name for. */
export async function probeProviders(): Promise<Readonly<Record<string, ProviderReport>>> {
  const reports = providerNames.map(async (name) => [name, await probeProvider(name)] as const);
  return Object.fromEntries(await Promise.all(reports));
}

/**
 * Runs a tiny session on `provider` in a process of its own: a driver that crashes or hangs takes
 * that process with it and nothing else, which a thread could not promise.
 */
export async function probeProvider(provider: string): Promise<ProviderReport> {
  if (!(providerNames as readonly string[]).includes(provider)) {
    return { usable: false, reason: `onnxruntime-node has ${providerNames.join(", ")}` };
  }
  const script = fileURLToPath(workerEntry(import.meta.url, "probe-process"));
  try {
    const { stdout, stderr } = await run(process.execPath, [script, provider], {
      timeout: limitMs,
      killSignal: "SIGKILL",
    });
    const { usable, reason } = JSON.parse(
      stdout.slice(stdout.lastIndexOf("\n{") + 1),
    ) as ProviderReport;
    const library = missingLibrary(stderr);
    return usable || library === undefined
      ? { usable, reason }
      : { usable, reason: `${reason} (${library})` };
  } catch (error) {
    return { usable: false, reason: `the test session ${endOf(error)}` };
  }
}

/** `libvulkan.so.1: cannot open shared object file: …`, in the words of the system's loader. */
function missingLibrary(printed: string): string | undefined {
  return /([^\s/]+: cannot open shared object file[^\n]*)/.exec(printed)?.[1];
}

function endOf(error: unknown): string {
  const { killed, signal, code } = error as { killed?: boolean; signal?: string; code?: unknown };
  if (killed === true) return `did not answer within ${limitMs / 1000} s`;
  if (typeof signal === "string") return `crashed with ${signal}`;
  return `could not be started or ended without an answer (${String(code ?? error)})`;
}
