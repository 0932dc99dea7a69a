import { Worker } from "node:worker_threads";
import { appError, fail, type AppError } from "../../core/errors.ts";
import { workerLimits } from "../../core/worker-limits.ts";
import { guardExit } from "../exit-guard.ts";
import {
  openCallId,
  type Call,
  type Failure,
  type ReplyMessage,
  type WorkerRole,
  type WorkerStart,
} from "./messages.ts";

/** Unanswered calls of one kind that a worker may hold: one that runs, one that is ready to. */
const outstandingLimit = 2;
/** How long a worker that has released its sessions may take to end before it is terminated. */
const endLimitMs = 3_000;

interface Waiting {
  readonly kind: string;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/**
 * The main thread's end of one runtime worker: calls answered in order, at most two of a kind
 * unanswered. It keeps the process alive only while a call is unanswered, so a session that was
 * forgotten open does not hold the process.
 */
export class WorkerClient<Calls extends { readonly [Kind in keyof Calls]: Call }> {
  readonly #worker: Worker;
  readonly #closing = new Int32Array(new SharedArrayBuffer(4));
  readonly #waiting = new Map<number, Waiting>();
  readonly #exited: Promise<void>;
  #lastId = openCallId;
  #crash: AppError | undefined;
  #closed: Promise<void> | undefined;

  /**
   * Starts the worker module `entry` and waits until its sessions are open.
   *
   * @throws AppError ENGINE_OPEN_FAILED, ENGINE_CRASHED
   */
  static async open<Calls extends { readonly [Kind in keyof Calls]: Call }>(options: {
    readonly entry: URL;
    readonly work: WorkerRole;
    readonly transfer: readonly ArrayBuffer[];
  }): Promise<WorkerClient<Calls>> {
    const client = new WorkerClient<Calls>(options);
    try {
      await client.#answerTo(openCallId, "open");
    } catch (error) {
      client.#worker.ref();
      await client.#exited;
      throw error;
    }
    return client;
  }

  private constructor(options: {
    readonly entry: URL;
    readonly work: WorkerRole;
    readonly transfer: readonly ArrayBuffer[];
  }) {
    const start: WorkerStart = {
      gateMemory: guardExit(),
      closing: this.#closing.buffer,
      work: options.work,
    };
    this.#worker = new Worker(options.entry, {
      // Flags of the main program (`--input-type`, a test runner's loaders) are not for the worker.
      execArgv: [],
      resourceLimits: workerLimits,
      workerData: start,
      transferList: [...options.transfer],
    });
    this.#worker.on("message", (reply: ReplyMessage) => {
      this.#settle(reply);
    });
    this.#worker.on("error", (error) => {
      this.#endWith(error instanceof Error ? error.message : String(error));
    });
    this.#exited = new Promise((resolve) => {
      this.#worker.on("exit", (exitCode) => {
        this.#endWith(`its thread ended with exit code ${exitCode}`);
        resolve();
      });
    });
  }

  /**
   * Asks the worker. Buffers in `transfer` move to it.
   *
   * @throws AppError ENGINE_BUSY, ENGINE_CLOSED, ENGINE_CRASHED, ENGINE_RUN_FAILED
   */
  async call<Kind extends keyof Calls & string>(
    kind: Kind,
    request: Calls[Kind]["request"],
    transfer: readonly ArrayBuffer[] = [],
  ): Promise<Calls[Kind]["result"]> {
    if (this.#closed !== undefined) fail("ENGINE_CLOSED", kind);
    let outstanding = 0;
    for (const waiting of this.#waiting.values()) if (waiting.kind === kind) outstanding += 1;
    if (outstanding >= outstandingLimit) fail("ENGINE_BUSY", kind, outstandingLimit);
    return this.#send(kind, request, transfer);
  }

  /** Ends the worker after the call in progress; calls behind it get ENGINE_CLOSED. */
  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async #end(): Promise<void> {
    Atomics.store(this.#closing, 0, 1);
    // A worker that crashed has nothing to release; its callers have been told already.
    await this.#send("close", undefined, []).catch(() => undefined);
    this.#worker.ref();
    const late = setTimeout(() => void this.#worker.terminate(), endLimitMs);
    await this.#exited;
    clearTimeout(late);
  }

  #send(kind: string, request: unknown, transfer: readonly ArrayBuffer[]): Promise<unknown> {
    if (this.#crash !== undefined) return Promise.reject(this.#crash);
    const id = (this.#lastId += 1);
    const answer = this.#answerTo(id, kind);
    try {
      this.#worker.postMessage({ id, kind, request }, transfer);
    } catch (error) {
      const failure: Failure = { code: "ENGINE_RUN_FAILED", cause: String(error) };
      this.#settle({ id, failure });
    }
    return answer;
  }

  #answerTo(id: number, kind: string): Promise<unknown> {
    this.#worker.ref();
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { kind, resolve, reject });
    });
  }

  #settle(reply: ReplyMessage): void {
    const waiting = this.#waiting.get(reply.id);
    if (waiting === undefined) return;
    this.#waiting.delete(reply.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if (reply.failure === undefined) waiting.resolve(reply.result);
    else waiting.reject(errorOf(waiting.kind, reply.failure));
  }

  /** Every call, waiting or to come, fails with this one cause; the first cause is the true one. */
  #endWith(cause: string): void {
    this.#crash ??= appError("ENGINE_CRASHED", [cause]);
    for (const waiting of this.#waiting.values()) waiting.reject(this.#crash);
    this.#waiting.clear();
  }
}

function errorOf(kind: string, failure: Failure): AppError {
  switch (failure.code) {
    case "ENGINE_CLOSED":
      return appError("ENGINE_CLOSED", [kind]);
    case "ENGINE_OPEN_FAILED":
      return appError("ENGINE_OPEN_FAILED", [failure.cause]);
    case "ENGINE_RUN_FAILED":
      return appError("ENGINE_RUN_FAILED", [kind, failure.cause]);
  }
}
