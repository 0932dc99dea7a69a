import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { SurpriseSchema, type Surprise } from "./generated/saccade/v1/surprise_pb.ts";
import { identifierPattern } from "./topics.ts";

/** MQTT content type of a binary surprise message. */
export const surpriseContentType = "application/x-protobuf;schema=saccade.v1.Surprise";

/** How unexpected one frame was, as a navigation module gets it. `proto/saccade/v1/surprise.proto` */
export interface SurpriseMessage {
  readonly sensor: string;
  /** The features' running number. */
  readonly sequence: number;
  readonly stampNs: bigint;
  /** From the frame's arrival to publication. */
  readonly ageMs: number;
  readonly modelVersion: string;
  /** In [0, 1]; absent while the history is too short, like every other quantile here. */
  readonly quantile?: number | undefined;
  /** Mean absolute error of the prediction, part of full scale. */
  readonly error?: number | undefined;
  /** Row-major from the upper left; `quantile` [rows · columns] or empty. */
  readonly regions?:
    | { readonly rows: number; readonly columns: number; readonly quantile: readonly number[] }
    | undefined;
  readonly novelty?: number | undefined;
  /** 1 − cosine to the nearest remembered features. */
  readonly noveltyDistance?: number | undefined;
  /** Frames that `quantile` was judged by. */
  readonly history: number;
}

/** Bad bytes are a value: `reason` is the word they are counted under. */
export type DecodedSurprise =
  | { readonly ok: true; readonly message: SurpriseMessage }
  | { readonly ok: false; readonly reason: string; readonly detail: string };

const maxBytes = 65_536;

/** The protobuf form. The result is owned by the caller. */
export function encodeSurprise(message: SurpriseMessage): Uint8Array {
  const { sequence, regions, ...plain } = message;
  const known = Object.entries(plain).filter(([, value]) => value !== undefined);
  return toBinary(
    SurpriseSchema,
    create(SurpriseSchema, {
      ...Object.fromEntries(known),
      sequence: BigInt(sequence),
      ...(regions && { regions: { ...regions, quantile: [...regions.quantile] } }),
    }),
  );
}

/** Reads and checks a protobuf surprise message. Never throws; `bytes` is not kept. */
export function decodeSurprise(bytes: Uint8Array): DecodedSurprise {
  if (bytes.length > maxBytes) {
    return bad("surprise-too-large", `${bytes.length} bytes, at most ${maxBytes}`);
  }
  let raw: Surprise;
  try {
    raw = fromBinary(SurpriseSchema, bytes, { readUnknownFields: false });
  } catch (cause) {
    return bad("surprise-corrupt", cause instanceof Error ? cause.message : "no protobuf");
  }
  return check(raw);
}

function check(raw: Surprise): DecodedSurprise {
  const { sensor, regions } = raw;
  if (!identifierPattern.test(sensor)) return bad("surprise-invalid", "sensor is no identifier");
  if (raw.sequence > BigInt(Number.MAX_SAFE_INTEGER)) {
    return bad("surprise-invalid", "the sequence number is out of range");
  }
  const quantiles = [raw.quantile, raw.novelty, ...(regions?.quantile ?? [])];
  if (quantiles.some((q) => q !== undefined && !(q >= 0 && q <= 1))) {
    return bad("surprise-invalid", "a quantile is not in 0 to 1");
  }
  if (regions && ![0, regions.rows * regions.columns].includes(regions.quantile.length)) {
    const said = `${regions.rows}×${regions.columns}`;
    return bad("surprise-invalid", `${regions.quantile.length} quantiles for ${said} regions`);
  }
  return {
    ok: true,
    message: {
      sensor,
      sequence: Number(raw.sequence),
      stampNs: raw.stampNs,
      ageMs: raw.ageMs,
      modelVersion: raw.modelVersion,
      history: raw.history,
      ...(raw.quantile !== undefined && { quantile: raw.quantile }),
      ...(raw.error !== undefined && { error: raw.error }),
      ...(raw.novelty !== undefined && { novelty: raw.novelty }),
      ...(raw.noveltyDistance !== undefined && { noveltyDistance: raw.noveltyDistance }),
      ...(regions && {
        regions: {
          rows: regions.rows,
          columns: regions.columns,
          quantile: [...regions.quantile],
        },
      }),
    },
  };
}

function bad(reason: string, detail: string): DecodedSurprise {
  return { ok: false, reason, detail };
}
