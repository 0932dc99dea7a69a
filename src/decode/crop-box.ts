import type { PixelBox } from "../native/resize-image.ts";
import type { CropFractions } from "./decoder.ts";

/** The pixels that are left of an image after cropping; at least one each way. */
export function cropBox(
  size: { readonly width: number; readonly height: number },
  crop: CropFractions,
): PixelBox {
  const left = Math.min(Math.round(crop.left * size.width), size.width - 1);
  const top = Math.min(Math.round(crop.top * size.height), size.height - 1);
  const right = Math.round((1 - crop.right) * size.width);
  const bottom = Math.round((1 - crop.bottom) * size.height);
  return { left, top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
}
