import type { Picture } from "./picture.ts";
import type { Sample } from "./sample.ts";

/** A sample as people look at it: a copy of a camera's pixels, the range of a scan. */
export function samplePicture({ layout, pixels }: Sample): Picture {
  const { height, width } = layout;
  if (pixels instanceof Uint8Array) {
    return { height, width, channels: 3, pixels: pixels.slice() };
  }
  const range = new Uint8Array(height * width);
  for (let i = 0; i < range.length; i++) {
    const value = pixels[2 * i]!;
    range[i] = value === 0 ? 0 : 1 + Math.round(((value - 1) / 65_534) * 254);
  }
  return { height, width, channels: 1, pixels: range };
}
