import type {
  Engine,
  InferenceOptions,
  InferenceSession,
  NamedTensors,
} from "../../runtime/engine.ts";

/** A model that answers, and its replacement by another one of the same inputs and outputs. */
export interface TurnSessions {
  readonly run: (inputs: NamedTensors) => Promise<NamedTensors>;
  /**
   * Loads the next model beside the present one, which answers on until `switchOver`. Calls must not overlap.
   * @throws AppError ENGINE_OPEN_FAILED; the present one answers on
   */
  load(model: Uint8Array): Promise<{
    /** Asks the next model, which nobody else asks yet. */
    readonly run: (inputs: NamedTensors) => Promise<NamedTensors>;
    switchOver(): void;
  }>;
  close(): Promise<void>;
}

/** Two sessions that take turns, as `LiveEncoder` has them; the second is opened when it is first needed. */
export async function openTurnSessions(
  engine: Pick<Engine, "openInference">,
  options: InferenceOptions,
): Promise<TurnSessions> {
  const running = new Set<Promise<unknown>>();
  const ask = (session: InferenceSession, inputs: NamedTensors): Promise<NamedTensors> => {
    const run = session.run(inputs);
    running.add(run);
    return run.finally(() => running.delete(run));
  };
  let present = await engine.openInference(options);
  let idle: InferenceSession | undefined;
  let closing: Promise<void> | undefined;
  return {
    run: (inputs) => ask(present, inputs),
    load: async (model) => {
      if (idle) await idle.load(model);
      else idle = await engine.openInference({ ...options, model });
      const next = idle;
      return {
        run: (inputs) => ask(next, inputs),
        switchOver: () => {
          [present, idle] = [next, present];
        },
      };
    },
    close: () => {
      closing ??= (async () => {
        // A session refuses what it was asked and has not begun when it is closed: answers come first.
        await Promise.allSettled(running);
        await Promise.all([present.close(), idle?.close()]);
      })();
      return closing;
    },
  };
}
