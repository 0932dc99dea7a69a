import type { ImageChange } from "../normalize-image.ts";
import type { PixelBox, PixelSource } from "../resize-image.ts";
import { normalizeImageTwin } from "./normalize-image.ts";
import { resizeImageTwin } from "./resize-image.ts";

/** `prepareImage` in plain TypeScript, for arguments that it has checked. */
export function prepareImageTwin(
  source: PixelSource,
  box: PixelBox,
  to: { readonly width: number; readonly height: number },
  change: ImageChange<Float32Array | Uint16Array>,
  out: Float32Array | Uint16Array,
  offset: number,
): void {
  const small = new Uint8Array(to.width * to.height * 3);
  resizeImageTwin(source, box, to, small);
  normalizeImageTwin(small, to, change, out, offset);
}
