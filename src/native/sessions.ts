/** Name, dtype and shape, as the addon takes them. */
interface NativeSpec {
  readonly name: string;
  readonly dtype: "float32" | "float64" | "int32" | "int64" | "bool" | "uint8";
  readonly shape: readonly number[];
}

interface NativeProgram {
  /** In the words of errors: "step". */
  readonly name: string;
  readonly model: Uint8Array;
  readonly inputs: readonly NativeSpec[];
  readonly outputs: readonly NativeSpec[];
}

interface SessionInit {
  /** Path of the libonnxruntime. */
  readonly library: string;
  /** In order of preference, each with options in the runtime's words. */
  readonly providers: readonly {
    readonly name: string;
    readonly options: Readonly<Record<string, string>>;
  }[];
  readonly threads: number;
  /** Added to that of the calling thread. */
  readonly niceness: number;
  /** Keep freed memory for the next run instead of giving it back. */
  readonly keepsMemory: boolean;
  /** Refuse a model of which an operator would run on the CPU. */
  readonly refusesCpu?: boolean;
  /** Prefix of a file that the runtime writes when the session ends: what each operator took, and where. */
  readonly profile?: string | undefined;
}

export interface TrainerInit extends SessionInit {
  readonly slots: readonly (NativeSpec & { readonly next?: string | undefined })[];
  readonly step: NativeProgram;
  /** `reads`: places in `slots`. */
  readonly reads: readonly (NativeProgram & { readonly reads: readonly number[] })[];
  /** y = x of every slot, `names` its outputs: how a state on a device gets in and out. */
  readonly copy?: { readonly model: Uint8Array; readonly names: readonly string[] } | undefined;
  /** The CUDA device that the state lives on; absent = host. Needs `copy`. */
  readonly device?: number | undefined;
}

export interface PredictorInit extends SessionInit, Omit<NativeProgram, "name"> {}

/** Memory that the addon reads or fills; nobody else may use, move or resize it until the call is answered. */
type Memory = Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array;

/**
 * A trainer of the addon. Arrays are in the order of the program's specs; `undefined` is an output that
 * is not wanted. Calls are answered in order. They reject with an Error whose `code` is one of
 * `open`, `input`, `run`, `closed`.
 *
 * @see native/binding/trainer_wrap.h
 */
export interface NativeTrainer {
  open(): Promise<undefined>;
  step(inputs: readonly Memory[], outputs: readonly (Memory | undefined)[]): Promise<undefined>;
  read(
    program: number,
    inputs: readonly Memory[],
    outputs: readonly (Memory | undefined)[],
  ): Promise<undefined>;
  getState(slots: readonly (Memory | undefined)[]): Promise<undefined>;
  setState(slots: readonly Memory[]): Promise<undefined>;
  /** Fills a Float64Array of 3: bytes of inputs, outputs and state that steps have moved. */
  traffic(counts: readonly [Float64Array]): Promise<undefined>;
  /** The run in progress rejects, the state stays what it was, the next one may come. */
  cancel(): void;
  /** Ends after the call in progress; those behind it are refused. */
  close(): Promise<undefined>;
}

/** An inference session of the addon. @see native/binding/predictor_wrap.h */
export interface NativePredictor {
  open(): Promise<undefined>;
  run(inputs: readonly Memory[], outputs: readonly (Memory | undefined)[]): Promise<undefined>;
  load(model: Uint8Array): Promise<undefined>;
  close(): Promise<undefined>;
}
