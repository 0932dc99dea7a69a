import { fail } from "../core/errors.ts";
import type { Engine } from "./engine.ts";

interface Closable {
  close(): Promise<void>;
}

/**
 * An engine that opens its sessions with `openTraining` and `openInference`, and closes with itself
 * what is open and what is just opening.
 */
export function trackSessions(engine: Omit<Engine, "close">): Engine {
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
  return {
    name: engine.name,
    provider: engine.provider,
    openTraining: (options) => track("openTraining", () => engine.openTraining(options)),
    openInference: (options) => track("openInference", () => engine.openInference(options)),
    close: async () => {
      isClosed = true;
      const closing = [...sessions].map(async (opening) => (await opening).close());
      // One that failed to open has told its own caller, and holds nothing.
      await Promise.allSettled(closing);
    },
  };
}
