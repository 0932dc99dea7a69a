import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { z } from "zod";
import type { ProviderReport } from "./engine.ts";

/** A cold GPU driver needs seconds for its first context. */
const limitMs = 30_000;
const run = promisify(execFile);
const reportSchema = z.object({
  usable: z.boolean(),
  reason: z.string(),
  libraries: z.array(z.string()).optional(),
});

/**
 * Runs the probe program `script` with `args` in a process of its own: a driver that crashes or hangs
 * takes that process with it and nothing else, which a thread could not promise. The program prints
 * a `ProviderReport` as its last line.
 */
export async function probeInProcess(
  script: URL,
  args: readonly string[],
): Promise<ProviderReport> {
  try {
    const { stdout, stderr } = await run(process.execPath, [fileURLToPath(script), ...args], {
      timeout: limitMs,
      killSignal: "SIGKILL",
    });
    const { usable, reason, libraries } = reportSchema.parse(
      JSON.parse(stdout.slice(stdout.lastIndexOf("\n{") + 1)),
    );
    const library = missingLibrary(stderr);
    return usable || library === undefined
      ? { usable, reason, libraries }
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
