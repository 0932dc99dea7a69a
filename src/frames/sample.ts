/** The size of one model input. Row-major [height, width, channels]. */
export interface SampleLayout {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * A frame as the encoder sees it, quantised for storage; the one form that memory, learner and
 * inference share.
 *
 * Camera: `pixels` is Uint8Array [H, W, 3], RGB. Lidar: Uint16Array [H, W, 2], the range image:
 * channel 0 = 1 + round(log1p(range)/log1p(maxRange) · 65534), 0 where nothing was hit; channel 1 =
 * round(intensity · 65535). Owned by the sample.
 */
export interface Sample {
  readonly sensor: string;
  readonly stampNs: bigint;
  readonly arrivalMs: number;
  readonly sequence?: number | undefined;
  readonly layout: SampleLayout;
  readonly pixels: Uint8Array | Uint16Array;
}
