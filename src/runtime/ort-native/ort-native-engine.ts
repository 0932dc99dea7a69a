import { fail } from "../../core/errors.ts";
import { workerEntry } from "../../core/worker-entry.ts";
import { loadAddon } from "../../native/addon.ts";
import type { EngineKind, EngineOptions, ProviderReport } from "../engine.ts";
import { probeInProcess } from "../probe-in-process.ts";
import { reasonOf } from "../tiny-model.ts";
import { trackSessions } from "../track-sessions.ts";
import { libraryPath } from "./library-path.ts";
import { openInference } from "./open-inference.ts";
import { openTraining } from "./open-training.ts";
import { tryProvider } from "./try-provider.ts";

/** What the addon can ask a libonnxruntime for; whether it has it is what the probe finds out. */
const providerNames = ["cpu", "cuda", "tensorrt"] as const;

/**
 * The addon's own binding to whichever libonnxruntime the device has. Each trainer runs on a niced
 * thread of its own, each inference session on another; no worker thread is started.
 */
export const ortNative: EngineKind = {
  name: "ort-native",
  version: () => {
    const state = loadAddon();
    if (!state.loaded) return `none: ${state.reason}`;
    try {
      return state.addon.describe(libraryPath()).version;
    } catch (error) {
      return `none: ${reasonOf(error)}`;
    }
  },
  probe: async () => {
    const reports = providerNames.map(
      async (provider) => [provider, await tryOut({ provider })] as const,
    );
    return Object.fromEntries(await Promise.all(reports));
  },
  create: async (options) => {
    const { provider, providerOptions = {}, isTried = false } = options;
    if (isOn(providerOptions["enable_cuda_graph"])) {
      fail("ENGINE_PROVIDER_UNUSABLE", "ort-native", provider, graphRefusal);
    }
    const state = loadAddon();
    const { usable, reason } = isTried ? alreadyTried : await tryOut(options);
    if (!usable || !state.loaded) {
      fail("ENGINE_PROVIDER_UNUSABLE", "ort-native", provider, reason);
    }
    const library = libraryPath(options.libraries);
    const setup = { addon: state.addon, library, provider, providerOptions };
    return trackSessions({
      name: "ort-native",
      provider,
      openTraining: (training) => openTraining(setup, training),
      openInference: (inference) => openInference(setup, inference),
    });
  },
};

/** What the runtime takes for true. */
const isOn = (value: string | undefined): boolean =>
  value !== undefined && /^(1|true)$/i.test(value);
const graphRefusal =
  "enable_cuda_graph: a captured graph reads the addresses that it was captured with, and batches " +
  "come at new ones: it would train on the first batch for ever";

const alreadyTried: ProviderReport = { usable: true, reason: "tried before" };

/** A tiny session: in this process on the CPU, where it takes milliseconds, else in one of its own. */
async function tryOut(options: EngineOptions): Promise<ProviderReport> {
  const { provider, providerOptions = {}, libraries } = options;
  if (!(providerNames as readonly string[]).includes(provider)) {
    return { usable: false, reason: `ort-native has ${providerNames.join(", ")}` };
  }
  const state = loadAddon();
  if (!state.loaded) return { usable: false, reason: `the native addon: ${state.reason}` };
  const library = libraryPath(libraries);
  if (provider === "cpu") {
    return tryProvider({ addon: state.addon, library, provider, providerOptions });
  }
  const script = workerEntry(import.meta.url, "probe-process");
  return probeInProcess(script, [provider, library, JSON.stringify(providerOptions)]);
}
