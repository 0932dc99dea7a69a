import type { MessagePort } from "node:worker_threads";
import {
  openCallId,
  type Call,
  type CallMessage,
  type ReplyMessage,
  type WorkerStart,
} from "./messages.ts";
import { nativeGateOver } from "./native-gate.ts";

/** A result and the buffers that move to the main thread with it. */
export interface Answer<Result> {
  readonly result: Result;
  readonly transfer: readonly ArrayBuffer[];
}

/** What a worker does: one handler a kind of call, and giving its native memory back. */
export interface Host<Calls extends { readonly [Kind in keyof Calls]: Call }> {
  readonly handlers: {
    readonly [Kind in keyof Calls]: (
      request: Calls[Kind]["request"],
    ) => Promise<Answer<Calls[Kind]["result"]>>;
  };
  release(): Promise<void>;
}

type AnyHandler = (request: never) => Promise<Answer<unknown>>;

const wordsOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).trim();

/**
 * Serves calls from `port` one after the other until `close` comes, then lets the thread end.
 * `open` and every handler run inside the native gate.
 */
export async function serveCalls<Calls extends { readonly [Kind in keyof Calls]: Call }>(
  port: MessagePort,
  start: Pick<WorkerStart, "gateMemory" | "closing">,
  open: () => Promise<Host<Calls>>,
): Promise<void> {
  const gate = nativeGateOver(start.gateMemory);
  const closing = new Int32Array(start.closing);
  const reply = (message: ReplyMessage, transfer: readonly ArrayBuffer[] = []): void => {
    port.postMessage(message, transfer);
  };
  /**
   * Inside the gate, but the reply only after it: whoever gets the reply may end this thread at once,
   * and the gate would count it as inside for ever.
   */
  const inside = async <T>(call: () => Promise<T>): Promise<T> => {
    try {
      return await call();
    } finally {
      gate.leave();
    }
  };

  if (!gate.enter()) return;
  let host: Host<Calls>;
  try {
    host = await inside(open);
  } catch (error) {
    reply({ id: openCallId, failure: { code: "ENGINE_OPEN_FAILED", cause: wordsOf(error) } });
    return;
  }
  reply({ id: openCallId, result: undefined });

  const handlers = new Map<string, AnyHandler>(Object.entries<AnyHandler>(host.handlers));
  const answer = async ({ id, kind, request }: CallMessage): Promise<void> => {
    const handler = handlers.get(kind);
    if (handler === undefined || Atomics.load(closing, 0) === 1 || !gate.enter()) {
      reply({ id, failure: { code: "ENGINE_CLOSED", cause: kind } });
      return;
    }
    try {
      // The client's `call` is typed by the same table: a kind always comes with its own request.
      const { result, transfer } = await inside(() => handler(request as never));
      reply({ id, result }, transfer);
    } catch (error) {
      const code = kind === "load" ? "ENGINE_OPEN_FAILED" : "ENGINE_RUN_FAILED";
      reply({ id, failure: { code, cause: wordsOf(error) } });
    }
  };
  const close = async (id: number): Promise<void> => {
    // Refused only when the process is leaving: then the system takes the memory back.
    if (gate.enter()) await inside(() => host.release());
    reply({ id, result: undefined });
    port.close();
  };

  let last = Promise.resolve();
  port.on("message", (message: CallMessage) => {
    last = last.then(() => (message.kind === "close" ? close(message.id) : answer(message)));
  });
}
