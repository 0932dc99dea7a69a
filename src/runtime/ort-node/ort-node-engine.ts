import { fail } from "../../core/errors.ts";
import type { Lowering } from "../../graph/lower-graph.ts";
import type { Engine, EngineKind } from "../engine.ts";
import { findLowering } from "../find-lowering.ts";
import { openInference } from "./open-inference.ts";
import { openTraining } from "./open-training.ts";
import { probeProvider, probeProviders } from "./probe-providers.ts";

interface Closable {
  close(): Promise<void>;
}

/**
 * onnxruntime-node, each session in a worker thread of its own because its `run` blocks the thread
 * that calls it. Providers: what the npm package holds, see `providerNames`.
 */
export const ortNode: EngineKind = {
  name: "ort-node",
  probe: probeProviders,
  create: async ({ provider }) => {
    // The CPU is always there, and a process to try it out would cost every start half a second.
    if (provider !== "cpu") {
      const { usable, reason } = await probeProvider(provider);
      if (!usable) fail("ENGINE_PROVIDER_UNUSABLE", "ort-node", provider, reason);
    }
    return createEngine(provider);
  },
};

function createEngine(provider: string): Engine {
  const sessions = new Set<Promise<Closable>>();
  let isClosed = false;
  const track = async <S extends Closable>(call: string, open: () => Promise<S>): Promise<S> => {
    if (isClosed) fail("ENGINE_CLOSED", call);
    const opening = open();
    sessions.add(opening);
    try {
      const session = await opening;
      const close = async (): Promise<void> => {
        await session.close();
        sessions.delete(opening);
      };
      return { ...session, close };
    } catch (error) {
      sessions.delete(opening);
      throw error;
    }
  };
  const openAnswering: Engine["openInference"] = (options) =>
    track("openInference", () => openInference(provider, options));
  let lowering: Promise<Lowering> | undefined;
  return {
    name: "ort-node",
    provider,
    lowering: () =>
      (lowering ??=
        provider === "cpu" ? findLowering({ openInference: openAnswering }) : Promise.resolve({})),
    openTraining: (options) => track("openTraining", () => openTraining(provider, options)),
    openInference: openAnswering,
    close: async () => {
      isClosed = true;
      const closing = [...sessions].map(async (opening) => (await opening).close());
      // One that failed to open has told its own caller, and holds nothing.
      await Promise.allSettled(closing);
    },
  };
}
