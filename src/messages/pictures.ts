/** A message with an image file in it, whatever the schema. */
export interface CompressedPicture {
  /** Nanoseconds; 0 where the sender set none. */
  readonly stampNs: bigint;
  readonly frameId: string;
  /** As the sender wrote it: `jpeg`, `bgr8; jpeg compressed bgr8`, `16UC1; compressedDepth`, … */
  readonly format: string;
  /** A view into the message. */
  readonly data: Uint8Array;
}

/** A message with bare pixels in it, whatever the schema. Its numbers are the sender's, unchecked. */
export interface RawPicture {
  readonly stampNs: bigint;
  readonly frameId: string;
  readonly width: number;
  readonly height: number;
  /** `rgb8`, `mono16`, `bayer_rggb8`, `nv12`, … */
  readonly encoding: string;
  /** Bytes of a row. */
  readonly step: number;
  readonly isBigEndian: boolean;
  /** A view into the message. */
  readonly data: Uint8Array;
}
