import type { Lowering } from "../graph/lower-graph.ts";

/** A tensor on the host. `data` is row-major; its length is the product of `shape`. */
export interface HostTensor {
  readonly dtype: "float32" | "float64" | "int32" | "int64" | "bool" | "uint8";
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array;
}

export type NamedTensors = Readonly<Record<string, HostTensor>>;

/** Name, dtype and shape of one input or output of a model. */
export interface TensorSpec {
  readonly name: string;
  readonly dtype: HostTensor["dtype"];
  readonly shape: readonly number[];
}

/**
 * A state tensor: read as `name`, written as `next`; swapped after each step that succeeds. Without
 * `next` no step changes it, and it is kept once.
 */
export interface StateSlot extends TensorSpec {
  readonly next?: string | undefined;
}

/** A compiled training step as an engine needs it: a pure function (state, batch) → (state′, fetched). */
export interface StepProgram {
  readonly model: Uint8Array;
  readonly state: readonly StateSlot[];
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
}

/** A graph that reads part of a trainer's state and changes nothing: monitoring, export. */
export interface ReadProgram {
  readonly model: Uint8Array;
  /** Names of the state tensors it reads, a subset of the step's. */
  readonly reads: readonly string[];
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
}

/**
 * A trainer. The state lives inside, in two sets of buffers that swap: a failed or cancelled step
 * leaves the old state whole. Calls are answered in order.
 */
export interface TrainingSession {
  /**
   * Runs one step and returns the outputs named in `fetch`. The batch's buffers are transferred:
   * the caller must not touch them again, and gets them back in `recycled` for the next batch.
   *
   * @throws AppError ENGINE_INPUT_INVALID before anything runs; ENGINE_RUN_FAILED; ENGINE_CLOSED
   */
  step(batch: NamedTensors, fetch: readonly string[]): Promise<StepResult>;
  /** Runs the read-only program `name` on the present state. Same errors, same ownership. */
  read(name: string, batch: NamedTensors, fetch: readonly string[]): Promise<StepResult>;
  /**
   * A copy of the whole state or of the tensors named.
   * @param into an earlier answer: its buffers are transferred and filled again where they fit, so
   *   that reading a large state over and over takes the same memory each time
   */
  getState(names?: readonly string[], into?: NamedTensors): Promise<NamedTensors>;
  /** Replaces the whole state. @throws AppError ENGINE_INPUT_INVALID on a missing or misshapen tensor */
  setState(state: NamedTensors): Promise<void>;
  /** What steps have moved so far; absent where the engine does not count. */
  traffic?(): Promise<Traffic>;
  /** Stops after the step in progress. Safe to call twice and from every state. */
  close(): Promise<void>;
}

/** Bytes between the host and the session's own memory, since a trainer was opened. Its steps' only. */
export interface Traffic {
  /** Of the batches. */
  readonly inputBytes: number;
  /** Of the outputs, fetched or not. */
  readonly outputBytes: number;
  /** Of state that lay where the session does not compute; 0 is how it must be. */
  readonly stateBytes: number;
}

export interface StepResult {
  readonly outputs: NamedTensors;
  readonly recycled: NamedTensors;
}

/** A model that only answers. Calls are answered in order. */
export interface InferenceSession {
  run(inputs: NamedTensors): Promise<NamedTensors>;
  /**
   * Goes over to another model of the same inputs and outputs, from the next call on. `model` must
   * not change meanwhile. Cheaper than opening a session: its thread and the runtime are there already.
   * @throws AppError ENGINE_OPEN_FAILED; the present model answers on
   */
  load(model: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

export interface TrainingOptions {
  readonly step: StepProgram;
  readonly initialState: NamedTensors;
  readonly reads?: Readonly<Record<string, ReadProgram>> | undefined;
  /** Intra-op threads. Part of what makes a result reproducible bit for bit. */
  readonly threads: number;
  /** Added to the thread's niceness (0 = normal, 19 = last), so that inference always goes first. */
  readonly niceness: number;
  /** Prefix of a file with the step's operators and what ran them, written at the end; `ort-native` only. */
  readonly profile?: string | undefined;
}

export interface InferenceOptions {
  readonly model: Uint8Array;
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  readonly threads: number;
}

/** What runs a compiled step or an encoder, on one ONNX Runtime execution provider. */
export interface Engine {
  readonly name: string;
  readonly provider: string;
  /**
   * What the runtime has on this provider beyond ai.onnx, tried out at the first call: what a step may
   * be lowered to (`lowerGraph`).
   */
  lowering(): Promise<Lowering>;
  openTraining(options: TrainingOptions): Promise<TrainingSession>;
  openInference(options: InferenceOptions): Promise<InferenceSession>;
  /** Closes every session it opened. Safe to call twice. */
  close(): Promise<void>;
}

export interface ProviderReport {
  readonly usable: boolean;
  /** One sentence: what was run, or why it did not. */
  readonly reason: string;
  /** Files of TensorRT that the test session had loaded. */
  readonly libraries?: readonly string[] | undefined;
}

/** Where an engine computes, and with what. */
export interface EngineOptions {
  readonly provider: string;
  /** The provider's own options, in the runtime's words: `{ device_id: "0" }`. */
  readonly providerOptions?: Readonly<Record<string, string>> | undefined;
  /** Paths of a libonnxruntime, the first that is there is taken; for engines that load one. */
  readonly libraries?: readonly string[] | undefined;
  /** Where engines are kept that the provider builds for a model; absent = built anew at each opening. */
  readonly cacheFolder?: string | undefined;
  /** A test session of just this has run in this process or another: `create` needs none of its own. */
  readonly isTried?: boolean | undefined;
}

/** One entry of the engine registry. */
export interface EngineKind {
  readonly name: string;
  /** The version of the runtime that it would use, or why there is none. */
  version(): string;
  /** Opens and runs a tiny session on each provider this engine knows; nothing is assumed. */
  probe(): Promise<Readonly<Record<string, ProviderReport>>>;
  /** @throws AppError ENGINE_PROVIDER_UNUSABLE with the probe's reason; never falls back silently */
  create(options: EngineOptions): Promise<Engine>;
}
