import type {
  InferenceOptions,
  NamedTensors,
  StepResult,
  Traffic,
  TrainingOptions,
} from "../engine.ts";

/** What one kind of call asks and answers. */
export interface Call<Request = unknown, Result = unknown> {
  readonly request: Request;
  readonly result: Result;
}

/** What a training worker answers. */
export interface TrainingCalls {
  readonly step: Call<
    { readonly batch: NamedTensors; readonly fetch: readonly string[] },
    StepResult
  >;
  readonly read: Call<
    { readonly program: string; readonly batch: NamedTensors; readonly fetch: readonly string[] },
    StepResult
  >;
  readonly getState: Call<
    { readonly names: readonly string[]; readonly into: NamedTensors },
    NamedTensors
  >;
  readonly traffic: Call<undefined, Traffic>;
  readonly setState: Call<{ readonly state: NamedTensors }, undefined>;
}

/** What an inference worker answers. */
export interface InferenceCalls {
  readonly run: Call<{ readonly inputs: NamedTensors }, NamedTensors>;
  readonly load: Call<{ readonly model: Uint8Array }, undefined>;
}

/** What a worker is started with. */
export type WorkerRole =
  | { readonly role: "training"; readonly provider: string; readonly options: TrainingOptions }
  | { readonly role: "inference"; readonly provider: string; readonly options: InferenceOptions };

export interface WorkerStart {
  /** The process's native gate, see `nativeGateOver`. */
  readonly gateMemory: SharedArrayBuffer;
  /** One 32-bit word, 1 once the session is closing: calls that still wait are not run then. */
  readonly closing: SharedArrayBuffer;
  readonly work: WorkerRole;
}

/** Main → worker. `close` is understood by every worker. */
export interface CallMessage {
  readonly id: number;
  readonly kind: string;
  readonly request: unknown;
}

/** Why a call did not succeed; the words come from the runtime. */
export interface Failure {
  readonly code: "ENGINE_CLOSED" | "ENGINE_OPEN_FAILED" | "ENGINE_RUN_FAILED";
  readonly cause: string;
}

/** Worker → main. The answer to opening has the id 0. */
export type ReplyMessage =
  | { readonly id: number; readonly result: unknown; readonly failure?: undefined }
  | { readonly id: number; readonly failure: Failure };

export const openCallId = 0;
