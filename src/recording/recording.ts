import type { Modality } from "../frames/frame.ts";

/** One stream of frames inside a recording. */
export interface RecordedStream {
  /** As the recording names it: a folder, a column, a topic. */
  readonly name: string;
  readonly modality: Modality;
  /** The decoder that reads its payloads: `jpeg`, `png`, `kitti`. */
  readonly encoding: string;
  readonly frameCount: number;
}

/** One topic of a recording that holds messages of any kind, frames among them. */
export interface RecordedTopic {
  readonly name: string;
  readonly schema: string;
  /** How messages are serialised: `ros1`, `cdr`, `protobuf`, `json`, … */
  readonly serialization: string;
  readonly count: number;
  readonly startNs: bigint;
  readonly endNs: bigint;
}

/** One message of a recording, undecoded: the same bytes that would have come off a wire. */
export interface RecordedMessage {
  readonly stream: string;
  readonly stampNs: bigint;
  /** Running number within its stream, from 0. */
  readonly sequence: number;
  /** Owned by the receiver. */
  readonly payload: Uint8Array;
}

/** A numeric column alongside the frames: what a probe predicts. NaN where a row has no value. */
export interface LabelTrack {
  readonly name: string;
  readonly stampsNs: BigInt64Array;
  readonly values: Float64Array;
}

/** An opened recording. Reads one message at a time; holds no frame. */
export interface Recording {
  readonly path: string;
  readonly format: string;
  readonly streams: readonly RecordedStream[];
  readonly labels: readonly LabelTrack[];
  /** Everything that was recorded, where the format knows of more than streams and labels. */
  readonly topics?: readonly RecordedTopic[] | undefined;
  readonly startNs: bigint;
  readonly endNs: bigint;
  /** What was wrong and left out, one sentence each; empty for a whole recording. */
  readonly damage: readonly string[];
  /**
   * Messages in time order, of the streams asked for (default all), with stamp in [fromNs, toNs).
   * A file that vanished or cannot be read is skipped and reported to `onDamage`.
   */
  messages(range?: {
    readonly streams?: readonly string[] | undefined;
    readonly fromNs?: bigint | undefined;
    readonly toNs?: bigint | undefined;
    readonly onDamage?: ((sentence: string) => void) | undefined;
  }): AsyncIterable<RecordedMessage>;
  close(): Promise<void>;
}

/** One entry of the recording registry. */
export interface RecordingFormat {
  readonly name: string;
  /** What makes a path this format, for the message when no format fits: `a folder with …`. */
  readonly looksFor: string;
  /** Whether `path` looks like this format; cheap, never throws. */
  recognises(path: string): Promise<boolean>;
  /** @throws AppError RECORDING_INVALID naming the file and what is wrong */
  open(path: string, options?: OpenOptions): Promise<Recording>;
}

export interface OpenOptions {
  /**
   * Whether label tracks are wanted, default true. A container that mixes them with frames has to be
   * read from end to end for them.
   */
  readonly withLabels?: boolean | undefined;
  /**
   * Whether to read everything and compare every checksum before it opens, default false: an index may
   * be whole while what it points to is not.
   */
  readonly isThorough?: boolean | undefined;
}
