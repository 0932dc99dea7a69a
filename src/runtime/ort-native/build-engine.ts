import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { fail } from "../../core/errors.ts";
import { workerEntry } from "../../core/worker-entry.ts";
import type { InferenceOptions } from "../engine.ts";
import type { NativeSetup } from "./native-setup.ts";

/**
 * Has the engine of `model` built in a process of its own: it takes minutes in which nothing can stop it, needs
 * memory that nobody needs afterwards, and may crash.
 *
 * @param options.signal ends that process, so that nobody waits for it when the program ends
 * @throws AppError ENGINE_OPEN_FAILED with what it said
 */
export async function buildEngine(
  setup: Omit<NativeSetup, "addon">,
  options: InferenceOptions & { readonly signal: AbortSignal },
): Promise<void> {
  const { model, inputs, outputs, threads, signal } = options;
  const { library, provider, providerOptions } = setup;
  const request = { library, provider, providerOptions, inputs, outputs, threads };
  const script = fileURLToPath(workerEntry(import.meta.url, "build-engine-process"));
  const child = spawn(process.execPath, [script, JSON.stringify(request)], {
    stdio: ["pipe", "ignore", "pipe"],
    signal,
    killSignal: "SIGKILL",
  });
  const ended = new Promise<string>((resolve) => {
    child.on("error", (error) => {
      resolve(error.message);
    });
    child.on("exit", (code, by) => {
      resolve(by === null ? `exit code ${String(code)}` : `ended by ${by}`);
    });
  });
  // One that ends before it has read the model says why on its standard error.
  child.stdin.on("error", () => undefined);
  child.stdin.end(model);
  const [words, end] = await Promise.all([text(child.stderr), ended]);
  if (end !== "exit code 0") {
    fail("ENGINE_OPEN_FAILED", `building for ${provider}: ${words.trim() || end}`);
  }
}
