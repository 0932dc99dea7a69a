import { fail } from "../core/errors.ts";
import { loadedKernels } from "./loaded-kernels.ts";
import { normalizeImageTwin } from "./twins/normalize-image.ts";

/** What becomes of each pixel, and which one it is taken from. */
export interface ImageChange<Tables = Float32Array> {
  /** [3, 256]: what each value of red, green and blue becomes. */
  readonly tables: Tables;
  /** Added to the place that is read, in whole pixels; the border is repeated. */
  readonly shift: { readonly rows: number; readonly columns: number };
  /** `planar` is [3, H, W], `interleaved` [H, W, 3]. */
  readonly order: "planar" | "interleaved";
}

/**
 * Looks every value of an 8-bit RGB image, [H, W, 3], up in its colour's table: into `out` at `offset`, float32.
 *
 * Colour changes, normalisation and rounding to float32 are all in the tables: 768 sums instead of one for each
 * value. The addon and its twin give the same bits.
 *
 * @throws AppError SHAPE_MISMATCH when the pixels are not of this size, or do not fit into `out`
 */
export function normalizeImage(
  pixels: Uint8Array,
  size: { readonly height: number; readonly width: number },
  change: ImageChange,
  out: Float32Array,
  offset: number,
): void {
  const { height, width } = size;
  checkLengths(pixels, size, change, out, offset);
  if (pixels.length === 0) return;
  const kernels = loadedKernels();
  if (kernels === undefined) {
    normalizeImageTwin(pixels, size, change, out, offset);
    return;
  }
  const { tables, shift, order } = change;
  // A shift past the border repeats it, however far.
  const rows = Math.min(Math.max(shift.rows, -height), height);
  const columns = Math.min(Math.max(shift.columns, -width), width);
  const isPlanar = order === "planar";
  kernels.normalizeImage(pixels, height, width, tables, rows, columns, isPlanar, out, offset);
}

function checkLengths(
  pixels: Uint8Array,
  { height, width }: { readonly height: number; readonly width: number },
  { tables, shift }: ImageChange,
  out: Float32Array,
  offset: number,
): void {
  const refuse = (expected: string, received: string): never =>
    fail("SHAPE_MISMATCH", "normalizeImage", expected, received);
  const count = height * width * 3;
  if (pixels.length !== count) refuse(`${count} bytes`, `${pixels.length}`);
  if (tables.length !== 768) refuse("tables [3, 256]", `${tables.length} numbers`);
  if (!Number.isInteger(shift.rows) || !Number.isInteger(shift.columns)) {
    refuse("a shift of whole pixels", `${shift.rows}, ${shift.columns}`);
  }
  if (!Number.isInteger(offset) || offset < 0 || offset + count > out.length) {
    refuse(`room for ${count} numbers at ${offset}`, `${out.length}`);
  }
}
