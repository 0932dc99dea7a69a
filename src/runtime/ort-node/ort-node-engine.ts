import { fail } from "../../core/errors.ts";
import type { EngineKind } from "../engine.ts";
import { trackSessions } from "../track-sessions.ts";
import { openInference } from "./open-inference.ts";
import { openTraining } from "./open-training.ts";
import { probeProvider, probeProviders } from "./probe-providers.ts";
import { onnxRuntimeVersion } from "./runtime-version.ts";

/**
 * onnxruntime-node, each session in a worker thread of its own because its `run` blocks the thread
 * that calls it. Providers: what the npm package holds, see `providerNames`.
 */
export const ortNode: EngineKind = {
  name: "ort-node",
  version: onnxRuntimeVersion,
  probe: probeProviders,
  create: async ({ provider, isTried = false }) => {
    // The CPU is always there, and a process to try it out would cost every start half a second.
    if (provider !== "cpu" && !isTried) {
      const { usable, reason } = await probeProvider(provider);
      if (!usable) fail("ENGINE_PROVIDER_UNUSABLE", "ort-node", provider, reason);
    }
    return trackSessions({
      name: "ort-node",
      provider,
      openTraining: (options) => openTraining(provider, options),
      openInference: (options) => openInference(provider, options),
    });
  },
};
