import type { Sample } from "../../frames/sample.ts";
import { normalizeImage } from "../../native/normalize-image.ts";
import { modelChannels, normalizeUnit } from "../model-input.ts";
import type { Photometry, Shift } from "./augment.ts";

/**
 * Writes one sample as the encoder's input into `out` at `offset`: [H, W, 3] float32, normalised.
 *
 * Camera: red, green, blue. Lidar: range (log scale), intensity, mask; range and intensity are 0
 * where nothing was hit. A shift repeats the border; along a lidar's columns it goes round.
 */
export function writeInput(
  sample: Sample,
  photometry: Photometry,
  shift: Shift,
  out: Float32Array,
  offset: number,
): void {
  if (sample.pixels instanceof Uint8Array) writeCamera(sample, photometry, shift, out, offset);
  else writeLidar(sample, photometry, shift, out, offset);
}

/** Values one sample takes up in a batch. */
export function inputSize(sample: Sample): number {
  return sample.layout.height * sample.layout.width * modelChannels;
}

const clamp = (x: number, end: number): number => (x < 0 ? 0 : x >= end ? end - 1 : x);

function writeCamera(
  sample: Sample,
  { gain, offset: brightness }: Photometry,
  shift: Shift,
  out: Float32Array,
  offset: number,
): void {
  const tables = new Float32Array(3 * 256);
  for (const [colour, channelGain] of gain.entries()) {
    for (let v = 0; v < 256; v++) {
      tables[256 * colour + v] = normalizeUnit((v / 255 - 0.5) * channelGain + 0.5 + brightness);
    }
  }
  const pixels = sample.pixels as Uint8Array;
  normalizeImage(pixels, sample.layout, { tables, shift, order: "interleaved" }, out, offset);
}

function writeLidar(
  sample: Sample,
  { gain }: Photometry,
  shift: Shift,
  out: Float32Array,
  offset: number,
): void {
  const { height, width } = sample.layout;
  const { pixels } = sample;
  const turn = ((shift.columns % width) + width) % width;
  let to = offset;
  for (let y = 0; y < height; y++) {
    const row = 2 * width * clamp(y + shift.rows, height);
    for (let x = 0; x < width; x++) {
      const column = x + turn;
      const from = row + 2 * (column < width ? column : column - width);
      const range = pixels[from]!;
      const isHit = range > 0;
      out[to] = isHit ? normalizeUnit((range - 1) / 65534) : 0;
      // A weak return stays weak: intensity is scaled, never shifted.
      out[to + 1] = isHit ? normalizeUnit(Math.min(1, (pixels[from + 1]! / 65535) * gain[0])) : 0;
      out[to + 2] = isHit ? 1 : 0;
      to += 3;
    }
  }
}
