import { fail } from "../../core/errors.ts";
import { nativeFailure } from "./native-failure.ts";

/** Unanswered calls of one kind that a session may hold: one that runs, one that is ready to. */
const outstandingLimit = 2;

/**
 * Makes calls of a session, at most two of a kind unanswered, and turns the addon's errors into the
 * catalogue's. `prepare` runs only once the call is allowed: until then nothing is taken over.
 */
export interface CallLimit {
  /** @throws AppError ENGINE_BUSY, ENGINE_CLOSED, ENGINE_OPEN_FAILED, ENGINE_RUN_FAILED */
  call<Result>(
    kind: string,
    prepare: () => { readonly running: Promise<unknown>; readonly result: Result },
  ): Promise<Result>;
  /** Refuses every call from now on. */
  shut(): void;
}

export function limitCalls(): CallLimit {
  const outstanding = new Map<string, number>();
  let isShut = false;
  return {
    call: async (kind, prepare) => {
      if (isShut) fail("ENGINE_CLOSED", kind);
      const count = outstanding.get(kind) ?? 0;
      if (count >= outstandingLimit) fail("ENGINE_BUSY", kind, outstandingLimit);
      outstanding.set(kind, count + 1);
      try {
        const { running, result } = prepare();
        await running;
        return result;
      } catch (error) {
        throw nativeFailure(kind, error);
      } finally {
        outstanding.set(kind, outstanding.get(kind)! - 1);
      }
    },
    shut: () => {
      isShut = true;
    },
  };
}
