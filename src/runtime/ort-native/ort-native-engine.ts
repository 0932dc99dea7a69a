import { fail } from "../../core/errors.ts";
import { workerEntry } from "../../core/worker-entry.ts";
import { loadAddon } from "../../native/addon.ts";
import type {
  EngineKind,
  EngineOptions,
  InferenceOptions,
  ProviderReport,
  TrainingOptions,
} from "../engine.ts";
import { probeInProcess } from "../probe-in-process.ts";
import { reasonOf } from "../tiny-model.ts";
import { trackSessions } from "../track-sessions.ts";
import { buildEngine } from "./build-engine.ts";
import { engineKey } from "./engine-key.ts";
import { libraryPath } from "./library-path.ts";
import type { NativeSetup } from "./native-setup.ts";
import { openCached, type EngineShop } from "./open-cached.ts";
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
    const { provider, providerOptions = {}, cacheFolder, isTried = false } = options;
    if (isOn(providerOptions["enable_cuda_graph"])) {
      fail("ENGINE_PROVIDER_UNUSABLE", "ort-native", provider, graphRefusal);
    }
    const state = loadAddon();
    const { usable, reason, libraries = [] } = isTried ? alreadyTried : await tryOut(options);
    if (!usable || !state.loaded) {
      fail("ENGINE_PROVIDER_UNUSABLE", "ort-native", provider, reason);
    }
    const library = libraryPath(options.libraries);
    const setup = { addon: state.addon, library, provider, providerOptions };
    const parts = {
      name: "ort-native",
      provider,
      openTraining: (training: TrainingOptions) => openTraining(setup, training),
    };
    if (cacheFolder === undefined || provider !== "tensorrt") {
      const open = (inference: InferenceOptions) => openInference(setup, inference);
      return trackSessions({ ...parts, openInference: open });
    }
    const onnxRuntime = state.addon.describe(library).version;
    const key = await engineKey({ libraries, onnxRuntime, providerOptions });
    const ending = new AbortController();
    const shop = engineShop(setup, { root: cacheFolder, key, signal: ending.signal });
    const open = (inference: InferenceOptions) => openCached(shop, inference);
    const engine = trackSessions({ ...parts, openInference: open });
    return {
      ...engine,
      close: () => {
        ending.abort();
        return engine.close();
      },
    };
  },
};

/** Builds and opens engines of `setup`'s provider with the options of their places. */
function engineShop(
  setup: NativeSetup,
  shop: Pick<EngineShop, "root" | "key"> & { readonly signal: AbortSignal },
): EngineShop {
  const { root, key, signal } = shop;
  const at = (options: Readonly<Record<string, string>>): NativeSetup => ({
    ...setup,
    providerOptions: { ...setup.providerOptions, ...options },
  });
  return {
    root,
    key,
    build: (model, options) => buildEngine(at(options), { ...model, signal }),
    open: (model, options) => openInference(at(options), model),
  };
}

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
