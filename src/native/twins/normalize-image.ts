import type { ImageChange } from "../normalize-image.ts";

/** `normalizeImage` in plain TypeScript, for arguments that it has checked. */
export function normalizeImageTwin(
  pixels: Uint8Array,
  { height, width }: { readonly height: number; readonly width: number },
  { tables, shift, order }: ImageChange<Float32Array | Uint16Array>,
  out: Float32Array | Uint16Array,
  offset: number,
): void {
  const plane = order === "planar" ? height * width : 1;
  const stride = order === "planar" ? 1 : 3;
  const columns = new Int32Array(width);
  for (let x = 0; x < width; x++) columns[x] = 3 * clamp(x + shift.columns, width);
  let to = offset;
  for (let y = 0; y < height; y++) {
    const row = 3 * width * clamp(y + shift.rows, height);
    for (let x = 0; x < width; x++) {
      const from = row + columns[x]!;
      out[to] = tables[pixels[from]!]!;
      out[to + plane] = tables[256 + pixels[from + 1]!]!;
      out[to + 2 * plane] = tables[512 + pixels[from + 2]!]!;
      to += stride;
    }
  }
}

const clamp = (x: number, end: number): number => (x < 0 ? 0 : x >= end ? end - 1 : x);
