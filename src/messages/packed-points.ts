/** The types of one element of a point's field. */
export type ElementType =
  "int8" | "uint8" | "int16" | "uint16" | "int32" | "uint32" | "float32" | "float64";

export const elementSizes: Readonly<Record<ElementType, 1 | 2 | 4 | 8>> = {
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  float32: 4,
  float64: 8,
};

/** One field of a point. */
export interface PackedField {
  readonly name: string;
  /** Bytes from the start of the point. */
  readonly offset: number;
  /** Undefined where the message has a number that stands for no type. */
  readonly type: ElementType | undefined;
}

/** A message with points in it, whatever the schema. Its numbers are the sender's, unchecked. */
export interface PackedPoints {
  /** Nanoseconds; 0 where the sender set none. */
  readonly stampNs: bigint;
  readonly frameId: string;
  /** Points of a row. */
  readonly width: number;
  readonly height: number;
  readonly fields: readonly PackedField[];
  readonly isBigEndian: boolean;
  /** Bytes of a point. */
  readonly pointStep: number;
  /** Bytes of a row. */
  readonly rowStep: number;
  /** A view into the message. */
  readonly data: Uint8Array;
}

/** More fields than any driver writes; a bound on what a false count may ask for. */
export const maxPointFields = 256;
