import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { headFromProto, headsProblem, headToProto, type HeadOutput } from "./head-output.ts";
import { identifierPattern } from "./topics.ts";
import { FeaturesSchema, type Features } from "./generated/saccade/v1/features_pb.ts";

/** MQTT content type of a binary feature message. */
export const featuresContentType = "application/x-protobuf;schema=saccade.v1.Features";

/** How a feature vector lies in the image: row-major [rows, columns, channels]. */
interface FeatureGrid {
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
  /** Channels [0, placeChannels) carry place, the rest motion. */
  readonly placeChannels: number;
}

/** A frame's features under the contract before. */
export interface PreviousFeatures {
  readonly contractVersion: number;
  /** [dimension], all finite. */
  readonly embedding: Float32Array;
  /** Part of the variance under the old contract that they miss. */
  readonly residual: number;
}

/** The features of one frame, as a navigation module gets them. `proto/saccade/v1/features.proto` */
export interface FeatureMessage {
  readonly sensor: string;
  /** Running number of the publisher for this sensor, from 0. */
  readonly sequence: number;
  readonly stampNs: bigint;
  /** From the frame's arrival to publication. */
  readonly ageMs: number;
  readonly modelVersion: string;
  /** Vectors may be compared where it is equal; 0 = no encoder has been promoted yet. */
  readonly contractVersion: number;
  /** Part of the variance under the contract that the alignment misses; absent without a contract. */
  readonly contractResidual?: number | undefined;
  /** For a time after the contract's version went up. */
  readonly previous?: PreviousFeatures | undefined;
  /** [dimension], all finite. */
  readonly embedding: Float32Array;
  readonly grid?: FeatureGrid | undefined;
  /** Part of the frames before that were less surprising, in [0, 1]. */
  readonly surprise?: number | undefined;
  /** The sender's running number of the frame. */
  readonly frameSequence?: number | undefined;
  /** What heads say of this frame; absent when there are none. */
  readonly heads?: readonly HeadOutput[] | undefined;
}

/** Bad bytes are a value: `reason` is the word they are counted under. */
export type DecodedFeatures =
  | { readonly ok: true; readonly message: FeatureMessage }
  | { readonly ok: false; readonly reason: string; readonly detail: string };

/** Largest message that is looked at, and largest vector in it. */
export const featureLimits = { maxBytes: 1_048_576, maxDimension: 65_536 } as const;

/** The protobuf form. The result is owned by the caller. */
export function encodeFeatures(message: FeatureMessage): Uint8Array {
  const { grid, surprise, frameSequence, heads, contractResidual, previous } = message;
  return toBinary(
    FeaturesSchema,
    create(FeaturesSchema, {
      sensor: message.sensor,
      sequence: BigInt(message.sequence),
      stampNs: message.stampNs,
      ageMs: message.ageMs,
      modelVersion: message.modelVersion,
      contractVersion: message.contractVersion,
      dimension: message.embedding.length,
      embedding: Array.from(message.embedding),
      ...(grid && { grid }),
      ...(surprise !== undefined && { surprise }),
      ...(frameSequence !== undefined && { frameSequence: BigInt(frameSequence) }),
      ...(heads && { heads: heads.map(headToProto) }),
      ...(contractResidual !== undefined && { contractResidual }),
      ...(previous && { previous: { ...previous, embedding: Array.from(previous.embedding) } }),
    }),
  );
}

/** Reads and checks a protobuf feature message. Never throws; `bytes` is not kept. */
export function decodeFeatures(bytes: Uint8Array): DecodedFeatures {
  if (bytes.length > featureLimits.maxBytes) {
    return bad("features-too-large", `${bytes.length} bytes, at most ${featureLimits.maxBytes}`);
  }
  let raw: Features;
  try {
    raw = fromBinary(FeaturesSchema, bytes, { readUnknownFields: false });
  } catch (cause) {
    return bad("features-corrupt", cause instanceof Error ? cause.message : "no protobuf");
  }
  return check(raw);
}

function check(raw: Features): DecodedFeatures {
  const { grid } = raw;
  if (!identifierPattern.test(raw.sensor))
    return bad("features-invalid", "sensor is no identifier");
  if (raw.embedding.length === 0 || raw.embedding.length > featureLimits.maxDimension) {
    return bad(
      "features-invalid",
      `dimension ${raw.embedding.length} is not in 1 to ${featureLimits.maxDimension}`,
    );
  }
  if (raw.dimension !== raw.embedding.length) {
    return bad(
      "features-invalid",
      `dimension says ${raw.dimension}, the vector has ${raw.embedding.length}`,
    );
  }
  if (!raw.embedding.every(Number.isFinite))
    return bad("features-not-finite", "the vector holds NaN or infinity");
  if (grid && grid.rows * grid.columns * grid.channels !== raw.dimension) {
    return bad(
      "features-invalid",
      `grid ${grid.rows}×${grid.columns}×${grid.channels} is not the dimension ${raw.dimension}`,
    );
  }
  if (grid && grid.placeChannels > grid.channels) {
    return bad("features-invalid", `${grid.placeChannels} place channels of ${grid.channels}`);
  }
  const { previous } = raw;
  if (previous && previous.embedding.length !== raw.dimension) {
    return bad(
      "features-invalid",
      `${previous.embedding.length} numbers under the contract before`,
    );
  }
  if (previous && !previous.embedding.every(Number.isFinite))
    return bad("features-not-finite", "the vector under the contract before holds NaN or infinity");
  const isCountable = (n: bigint | undefined) =>
    n === undefined || n <= BigInt(Number.MAX_SAFE_INTEGER);
  if (!isCountable(raw.sequence) || !isCountable(raw.frameSequence)) {
    return bad("features-invalid", "a sequence number is out of range");
  }
  const headProblem = headsProblem(raw.heads);
  if (headProblem !== undefined) return bad("features-invalid", headProblem);
  return {
    ok: true,
    message: {
      sensor: raw.sensor,
      sequence: Number(raw.sequence),
      stampNs: raw.stampNs,
      ageMs: raw.ageMs,
      modelVersion: raw.modelVersion,
      contractVersion: raw.contractVersion,
      embedding: Float32Array.from(raw.embedding),
      ...(grid && {
        grid: {
          rows: grid.rows,
          columns: grid.columns,
          channels: grid.channels,
          placeChannels: grid.placeChannels,
        },
      }),
      ...(raw.surprise !== undefined && { surprise: raw.surprise }),
      ...(raw.frameSequence !== undefined && { frameSequence: Number(raw.frameSequence) }),
      ...(raw.heads.length > 0 && { heads: raw.heads.map(headFromProto) }),
      ...(raw.contractResidual !== undefined && { contractResidual: raw.contractResidual }),
      ...(previous && {
        previous: {
          contractVersion: previous.contractVersion,
          embedding: Float32Array.from(previous.embedding),
          residual: previous.residual,
        },
      }),
    },
  };
}

function bad(reason: string, detail: string): DecodedFeatures {
  return { ok: false, reason, detail };
}

/** The JSON form, for people and for scripts: the same fields, numbers as numbers, `stampNs` as text. */
export function featuresToJson(message: FeatureMessage): Readonly<Record<string, unknown>> {
  return {
    ...message,
    stampNs: message.stampNs.toString(),
    dimension: message.embedding.length,
    embedding: Array.from(message.embedding),
    ...(message.previous && {
      previous: { ...message.previous, embedding: Array.from(message.previous.embedding) },
    }),
  };
}
