import type { Modality } from "../frames/frame.ts";
import type { Frame } from "../frames/frame.ts";

/** What the transport knew of a message; a decoder may find a better stamp inside the bytes. */
export interface FrameHeader {
  readonly sensor: string;
  readonly stampNs: bigint;
  readonly arrivalMs: number;
  readonly sequence?: number | undefined;
}

/** Bad data is a value: `reason` is the kebab-case word it is counted under, `detail` is for people. */
export type Decoded<F extends Frame = Frame> =
  | { readonly ok: true; readonly frame: F }
  | { readonly ok: false; readonly reason: string; readonly detail: string };

export interface DecodeLimits {
  /** Largest image accepted, in pixels, checked before any pixel is decoded. */
  readonly maxPixels: number;
  /** Largest scan accepted, in points. */
  readonly maxPoints: number;
  readonly crop?: CropFractions | undefined;
  /** The size wanted, for decoders that can shrink while they read; absent = as it is. */
  readonly resize?: { readonly width: number; readonly height: number } | undefined;
}

/** The part of the image that is used, as fractions of its size from each edge, each in [0, 1). */
export interface CropFractions {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** Bytes → frame for one encoding. Pure but for time: never throws on bad bytes, never logs. */
export interface Decoder {
  /** The word in the config, e.g. `jpeg`, `kitti`. */
  readonly name: string;
  readonly modality: Modality;
  /** MQTT content types that name this encoding. */
  readonly contentTypes: readonly string[];
  /** `bytes` is borrowed: not kept after the promise settles. */
  decode(bytes: Uint8Array, header: FrameHeader, limits: DecodeLimits): Promise<Decoded>;
}
