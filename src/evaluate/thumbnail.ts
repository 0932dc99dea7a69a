import type { Sample } from "../frames/sample.ts";

/** What a thumbnail holds. */
export interface ThumbnailFormat {
  readonly rows: number;
  readonly columns: number;
  /** Camera only: red, green and blue planes instead of one of luma. */
  readonly isColour: boolean;
}

/** One number of the pixel that starts at `at`, in [0, 1]; undefined where the sensor saw nothing. */
type PixelReader = (pixels: Sample["pixels"], at: number) => number | undefined;

/**
 * A sample shrunk by averaging areas: planes of [rows, columns], row-major, values in [0, 1].
 *
 * Camera: luma (ITU-R BT.601 weights), or three colour planes. Lidar: mean log-range of the cells
 * that were hit, 0 where none was. A sample smaller than the thumbnail repeats its pixels.
 */
export function thumbnail(sample: Sample, format: ThumbnailFormat): Float64Array {
  const readers = readersFor(sample, format);
  const cells = format.rows * format.columns;
  const result = new Float64Array(readers.length * cells);
  for (let r = 0; r < format.rows; r++) {
    const y = span(r, format.rows, sample.layout.height);
    for (let c = 0; c < format.columns; c++) {
      const x = span(c, format.columns, sample.layout.width);
      readers.forEach((read, plane) => {
        result[plane * cells + r * format.columns + c] = areaMean(sample, read, y, x);
      });
    }
  }
  return result;
}

/** Whether a sample is a range image: those are stored with 16 bits. */
export function isLidar(sample: Sample): boolean {
  return sample.pixels instanceof Uint16Array;
}

function readersFor(sample: Sample, { isColour }: ThumbnailFormat): readonly PixelReader[] {
  if (isLidar(sample)) {
    return [(pixels, at) => (pixels[at] === 0 ? undefined : (pixels[at]! - 1) / 65534)];
  }
  if (isColour) return [0, 1, 2].map((channel) => (pixels, at) => pixels[at + channel]! / 255);
  return [
    (pixels, at) => (0.299 * pixels[at]! + 0.587 * pixels[at + 1]! + 0.114 * pixels[at + 2]!) / 255,
  ];
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The source rows or columns under cell `index` of `cells`, at least one. */
function span(index: number, cells: number, length: number): Span {
  const start = Math.floor((index * length) / cells);
  return { start, end: Math.max(start + 1, Math.floor(((index + 1) * length) / cells)) };
}

function areaMean({ layout, pixels }: Sample, read: PixelReader, y: Span, x: Span): number {
  let sum = 0;
  let count = 0;
  for (let row = y.start; row < y.end; row++) {
    for (let column = x.start; column < x.end; column++) {
      const value = read(pixels, (row * layout.width + column) * layout.channels);
      if (value === undefined) continue;
      sum += value;
      count += 1;
    }
  }
  return count === 0 ? 0 : sum / count;
}
