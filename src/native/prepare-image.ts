import { fail } from "../core/errors.ts";
import { toFloat16Bits } from "../graph/raw-data.ts";
import { loadedKernels } from "./loaded-kernels.ts";
import type { ImageChange } from "./normalize-image.ts";
import {
  checkBox,
  tallestBox,
  widestBox,
  type PixelBox,
  type PixelSource,
} from "./resize-image.ts";
import { prepareImageTwin } from "./twins/prepare-image.ts";

/**
 * Cuts `box` out of an image and makes an encoder's input of it: colours, size by exact area averages, jitter, one table
 * for each colour and planes, in one pass and without an image between. Into `out` at `offset`.
 *
 * The same bits as `resizeImage` and then `normalizeImage`; the shift counts pixels of the new image. The addon and its
 * twin give the same bits.
 *
 * @param out float32; or a Uint16Array, which takes the bits of float16, rounded to the nearest, halves to even
 * @throws AppError SHAPE_MISMATCH when the box does not lie within the bytes, or the result does not fit into `out`
 */
export function prepareImage(
  source: PixelSource,
  box: PixelBox,
  to: { readonly width: number; readonly height: number },
  change: ImageChange,
  out: Float32Array | Uint16Array,
  offset: number,
): void {
  checkBox("prepareImage", source, box, to);
  const { tables, shift, order } = change;
  const count = to.width * to.height * 3;
  if (!Number.isInteger(offset) || offset < 0 || offset + count > out.length) {
    const room = `room for ${count} numbers at ${offset}`;
    fail("SHAPE_MISMATCH", "prepareImage", room, `${out.length}`);
  }
  if (tables.length !== 768 || ![shift.rows, shift.columns].every(Number.isInteger)) {
    const given = `${tables.length} numbers, a shift of ${shift.rows}, ${shift.columns}`;
    fail("SHAPE_MISMATCH", "prepareImage", "tables [3, 256], a shift of whole pixels", given);
  }
  const values = out instanceof Uint16Array ? Uint16Array.from(tables, toFloat16Bits) : tables;
  const kernels = loadedKernels();
  const isTooLarge = Math.max(box.width, to.width) > widestBox;
  if (kernels === undefined || isTooLarge || Math.max(box.height, to.height) > tallestBox) {
    prepareImageTwin(source, box, to, { tables: values, shift, order }, out, offset);
    return;
  }
  // Of a single row a sender may say anything; a shift past the border repeats it, however far.
  const step = box.top + box.height > 1 ? source.step : 0;
  const rows = Math.min(Math.max(shift.rows, -to.height), to.height);
  const columns = Math.min(Math.max(shift.columns, -to.width), to.width);
  kernels.prepareImage(
    ...([source.data, step, source.pixelBytes, ...source.places] as const),
    ...([box.left, box.top, box.width, box.height, to.width, to.height] as const),
    ...([values, rows, columns, order === "planar", out, offset] as const),
  );
}
