import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { KernelCalls } from "./kernel-calls.ts";
import type { NativePredictor, NativeTrainer, PredictorInit, TrainerInit } from "./sessions.ts";

/** What the addon exports. @see native/binding/addon.h */
export interface Addon {
  /** Opens the libonnxruntime at `library`. Throws an Error with the code `library`. */
  describe(library: string): {
    readonly version: string;
    readonly build: string;
    /** Compiled in; whether one runs here only a session tells. */
    readonly providers: readonly string[];
  };
  /** Stops every session that this thread has opened; blocks until they have. */
  shutDown(): void;
  readonly Trainer: new (init: TrainerInit) => NativeTrainer;
  readonly Predictor: new (init: PredictorInit) => NativePredictor;
  readonly kernels: KernelCalls;
}

export type AddonState =
  | { readonly loaded: true; readonly addon: Addon; readonly path: string }
  | { readonly loaded: false; readonly reason: string };

const addonSchema = z.custom<Addon>(
  (value) =>
    hasFunctions(value, ["describe", "shutDown", "Trainer", "Predictor"]) &&
    hasFunctions(Reflect.get(value, "kernels"), [
      "deskewPoints",
      "extractPoints",
      "normalizeImage",
      "prepareImage",
      "projectToGround",
      "projectToRangeImage",
      "resizeImage",
      "thinPoints",
      "transformPoints",
    ]),
);

function hasFunctions(value: unknown, names: readonly string[]): value is object {
  if (typeof value !== "object" || value === null) return false;
  return names.every((name) => typeof Reflect.get(value, name) === "function");
}

let state: AddonState | undefined;

/** The addon, loaded once a thread, or why there is none. Never throws. */
export function loadAddon(): AddonState {
  return (state ??= load());
}

/** Where the addon is: as named, else where `native/build.mjs` puts it. */
function addonPath(): string {
  const named = process.env["SACCADE_ADDON"];
  if (named !== undefined && named !== "") return named;
  const target = `${process.platform}-${process.arch}`;
  return fileURLToPath(new URL(`../../prebuilds/${target}/saccade.node`, import.meta.url));
}

function load(): AddonState {
  const path = addonPath();
  if (!existsSync(path)) {
    const reason = `there is none at ${path}; 'npm run build' makes it where a C++20 compiler is`;
    return { loaded: false, reason };
  }
  try {
    const addon = addonSchema.parse(createRequire(import.meta.url)(path));
    // `process.exit` and an uncaught error run no clean-up hooks on the main thread: the runtime would go
    // on in threads of its own while the process takes its statics apart.
    process.on("exit", () => {
      addon.shutDown();
    });
    return { loaded: true, addon, path };
  } catch (error) {
    const words = error instanceof Error ? error.message.split("\n")[0]! : String(error);
    return { loaded: false, reason: `${path} does not load: ${words}` };
  }
}
