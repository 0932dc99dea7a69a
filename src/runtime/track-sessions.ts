import { fail } from "../core/errors.ts";
import type { Lowering } from "../graph/lower-graph.ts";
import type { Engine } from "./engine.ts";
import { findLowering } from "./find-lowering.ts";

interface Closable {
  close(): Promise<void>;
}

/**
 * An engine that opens its sessions with `openTraining` and `openInference`, and closes with itself
 * what is open and what is just opening. What its runtime has beyond ai.onnx is tried on the CPU only.
 */
export function trackSessions(engine: Omit<Engine, "close" | "lowering">): Engine {
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
  const openInference: Engine["openInference"] = (options) =>
    track("openInference", () => engine.openInference(options));
  let lowering: Promise<Lowering> | undefined;
  return {
    name: engine.name,
    provider: engine.provider,
    lowering: () =>
      (lowering ??=
        engine.provider === "cpu" ? findLowering({ openInference }) : Promise.resolve({})),
    openTraining: (options) => track("openTraining", () => engine.openTraining(options)),
    openInference,
    close: async () => {
      isClosed = true;
      const closing = [...sessions].map(async (opening) => (await opening).close());
      // One that failed to open has told its own caller, and holds nothing.
      await Promise.allSettled(closing);
    },
  };
}
