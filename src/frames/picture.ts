/**
 * A small picture for people, made of what a learner works with. `pixels` is [height, width, channels],
 * row-major, the picture's own. 3 channels: red, green, blue. 1 channel: the logarithm of the range
 * from 1 to 255, and 0 where nothing was hit.
 */
export interface Picture {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  readonly pixels: Uint8Array;
}
